using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Flows;

/// <summary>
/// How a flow works: its nodes and where each leads, as in RapidPro's flow specification 13.0 to 14.x. Properties not
/// modelled here, such as the editor's layout, are skipped. Read it with <see cref="FlowExport"/>.
/// </summary>
public sealed record FlowDefinition
{
    // The JSON reader sets every init property, a missing one to null; the setters put the empty value back.
    private static readonly Dictionary<string, IReadOnlyDictionary<string, FlowTranslation>> NoLocalization = [];

    /// <summary>The flow's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>The name that its author gave it.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The version of the flow specification (<c>13.1.0</c>, <c>14.4.1</c>); null when the file does not give it.</summary>
    public string? SpecVersion { get; init; }

    /// <summary>The base language, ISO 639-3; <c>base</c> (before 13.2) and <c>und</c> stand for none.</summary>
    public string? Language { get; init; }

    /// <summary><c>messaging</c>, <c>messaging_background</c>, <c>messaging_offline</c> or <c>voice</c>. An open set.</summary>
    public string? Type { get; init; }

    /// <summary>Counts the saves of the flow; null when the file does not give it.</summary>
    public long? Revision { get; init; }

    /// <summary>Minutes without an answer after which a run expires; null or 0 for never.</summary>
    public long? ExpireAfterMinutes { get; init; }

    /// <summary>Translations by ISO 639-3 code of the language, then by the UUID of what is translated.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, FlowTranslation>> Localization
    {
        get;
        init => field = value ?? NoLocalization;
    } = NoLocalization;

    /// <summary>The nodes; a run begins at the first.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; init => field = PresentItems.Of(value); } = [];

    /// <summary>
    /// The flow as the list of flows would show it, for when only an export is there. An export knows no dates, and
    /// archived flows are not exported.
    /// </summary>
    /// <returns>The flow; its results are in the order of the nodes.</returns>
    public Flow ToFlow() => new()
    {
        Uuid = Uuid,
        Name = Name,
        Type = Type switch
        {
            "messaging" => "message",
            "messaging_background" => "background",
            "messaging_offline" => "survey",
            _ => Type,
        },
        Expires = ExpireAfterMinutes,
        Results = FlowResults.Of(this),
    };
}
