import { Injectable, OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { JobProcessor, PROCESSES } from '../job-processor';
import { JobDefinition } from '../job-type';
import { JobTypes } from '../job-types';

/** A type of job with who does its work. */
export interface JobTrade {
  definition: JobDefinition;
  processor: JobProcessor;
}

interface Found {
  type: string;
  name: string;
  processor: JobProcessor;
}

/** Finds the processors; refuses to start unless each type of job has exactly one. */
@Injectable()
export class ProcessorRegistry implements OnModuleInit {
  private readonly byType = new Map<string, JobTrade>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly types: JobTypes,
  ) {}

  onModuleInit(): void {
    const found = this.processors();
    const faults = [...this.types.all.flatMap(({ type }) => faultOf(type, found)), ...this.strangers(found)];
    if (faults.length > 0) throw new Error(`Jobs cannot be run: ${faults.join('; ')}.`);
    for (const { type, processor } of found) {
      const definition = this.types.find(type);
      if (definition !== undefined) this.byType.set(type, { definition, processor });
    }
  }

  /** Undefined for a type that this build does not know. */
  find(type: string): JobTrade | undefined {
    return this.byType.get(type);
  }

  private processors(): Found[] {
    return this.discovery.getProviders().flatMap(({ metatype, instance }) => {
      const type = typeof metatype === 'function' && this.reflector.get<string | undefined>(PROCESSES, metatype);
      return type ? [{ type, name: metatype.name, processor: instance as JobProcessor }] : [];
    });
  }

  private strangers(found: Found[]): string[] {
    return found
      .filter(({ type }) => this.types.find(type) === undefined)
      .map(({ name, type }) => `${name} is for ${type}, which is no type of job`);
  }
}

function faultOf(type: string, found: Found[]): string[] {
  const names = found.filter((one) => one.type === type).map(({ name }) => name);
  if (names.length === 1) return [];
  return [names.length === 0 ? `${type} has no processor` : `${type} has several processors (${names.join(', ')})`];
}
