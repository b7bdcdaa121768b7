namespace Mhero.Simulation.Tests.Worlds;

/// <summary>What becomes of an operation.</summary>
internal enum Fate
{
    Done,
    FailBefore,
    FailAfter,
    Throttled,
    ThrottledBare,
    ConnectionRefused,
    LostAfter,
    HangBefore,
    HangAfter,
    CutBody,
}
