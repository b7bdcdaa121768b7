using System.Diagnostics.CodeAnalysis;

namespace Mhero.Simulator;

/// <summary>The RapidPro release whose API v2 the simulator answers like.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "The underscore stands for the version's dot.")]
public enum RapidProProfile
{
    /// <summary>
    /// RapidPro 7.4: fields are <c>label</c>/<c>value_type</c> only, URNs keep their <c>#display</c>, a missing object is
    /// <c>Not found.</c>
    /// </summary>
    V7_4,

    /// <summary>RapidPro 9.0, the release that the recordings come from.</summary>
    V9_0,

    /// <summary>
    /// RapidPro 26.3: contacts carry <c>notes</c>, a malformed UUID is a 400, a taken URN is reported at its index, the
    /// response header is <c>X-Temba-Workspace</c>, and the quota is 3,600 requests an hour.
    /// </summary>
    V26_3,
}
