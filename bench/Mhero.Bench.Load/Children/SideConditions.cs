namespace Mhero.Bench.Load.Children;

/// <summary>How the two sides answer in a bench.</summary>
/// <param name="LatencyMilliseconds">RapidPro waits so long before each answer.</param>
/// <param name="Throttle">RapidPro's quota; null for none.</param>
/// <param name="Faults">Whether both sides answer every tenth write with 500 without the work, and lose the answer of every 25th after it.</param>
internal sealed record SideConditions(double LatencyMilliseconds, Throttle? Throttle, bool Faults)
{
    /// <summary>Every so many writes are answered with 500.</summary>
    public const int FailedWrites = 10;

    /// <summary>Of every so many writes the answer is lost.</summary>
    public const int LostAnswers = 25;
}
