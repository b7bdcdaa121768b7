namespace Mhero.FaultSimulation.Worlds;

/// <summary>The fault that the schedule gives a request.</summary>
internal enum HttpFault
{
    None,
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
