namespace Mhero.Bench.Load;

/// <summary>What the command line asks for.</summary>
/// <param name="Count">Health workers.</param>
/// <param name="Latency">What RapidPro waits before each answer.</param>
/// <param name="Direction">Which of the two worlds to measure.</param>
/// <param name="Settings">App settings that go before the bench's own.</param>
internal sealed record LoadOptions(int Count, TimeSpan Latency, LoadDirection Direction, IReadOnlyDictionary<string, string> Settings);
