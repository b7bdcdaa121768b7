namespace Mhero.Bench.Load;

/// <summary>What the command line asks for.</summary>
/// <param name="Count">Health workers, runs or recipients.</param>
/// <param name="Latency">What RapidPro waits before each answer.</param>
/// <param name="Settings">App settings that go before the bench's own.</param>
internal sealed record LoadOptions(int Count, TimeSpan Latency, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Which of the two worlds of workers to measure.</summary>
    public LoadDirection Direction { get; init; }

    /// <summary>Which side the first round reads first.</summary>
    public LoadOrder Order { get; init; }

    /// <summary>RapidPro's quota; null for none.</summary>
    public Throttle? Throttle { get; init; }

    /// <summary>Whether writes fail and answers get lost on both sides.</summary>
    public bool Faults { get; init; }

    /// <summary>Whether a flow is started instead of a text sent.</summary>
    public bool StartFlow { get; init; }

    /// <summary>Whether a request names each recipient instead of their Group.</summary>
    public bool NameEach { get; init; }

    /// <summary>The group that the person adds imported contacts to; null for none.</summary>
    public string? ImportGroup { get; init; }

    /// <summary>Whether all workers are renamed and loaded a second time.</summary>
    public bool ChangesAll { get; init; }

    /// <summary>Flows among which the runs are divided.</summary>
    public int Flows { get; init; } = 1;
}
