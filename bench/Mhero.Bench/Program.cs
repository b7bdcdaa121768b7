using BenchmarkDotNet.Running;
using Mhero.Bench;

BenchmarkSwitcher.FromAssembly(typeof(ContactMappingBenchmarks).Assembly).Run(args);
