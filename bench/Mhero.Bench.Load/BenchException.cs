namespace Mhero.Bench.Load;

/// <summary>The bench cannot go on; the message says why.</summary>
internal sealed class BenchException(string message) : Exception(message);
