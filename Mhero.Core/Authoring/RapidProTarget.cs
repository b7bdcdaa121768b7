using System.Diagnostics.CodeAnalysis;

namespace Mhero.Core.Authoring;

/// <summary>The RapidPro release that imports the flow.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "The underscore stands for the version's dot.")]
public enum RapidProTarget
{
    /// <summary>RapidPro 7.4: one keyword for each trigger.</summary>
    V7_4,

    /// <summary>RapidPro 8: one keyword for each trigger.</summary>
    V8,

    /// <summary>RapidPro 9: a list of keywords for each trigger.</summary>
    V9,

    /// <summary>TextIt and RapidPro 26: as 9, and no run waits for 30 days.</summary>
    V26,
}
