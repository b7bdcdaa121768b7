using System.Collections.Concurrent;
using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Program;

/// <summary>A flow that is ready to run: everything in it is something that the simulator can do.</summary>
internal sealed class FlowProgram
{
    private readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);

    public FlowProgram(FlowEntry entry, JsonElement definition)
    {
        Entry = entry;
        Revision = entry.Revision;
        Name = entry.Name;
        Language = FlowInspector.Text(definition, "language") ?? "und";
        WebhookIsItsJson = Version.TryParse(FlowInspector.Text(definition, "spec_version"), out var version) && version < new Version(13, 3);
        Localization = definition.TryGetProperty("localization", out var localization) && localization.ValueKind == JsonValueKind.Object ? localization : default;
        Nodes = [.. FlowInspector.Items(definition, "nodes").Select(n => new ProgramNode(n))];
        ByUuid = Nodes.ToDictionary(n => n.Uuid);
    }

    public FlowEntry Entry { get; }

    public int Revision { get; }

    public string Name { get; }

    public string Language { get; }

    /// <summary>Before spec 13.3 <c>@webhook</c> is the answer's JSON; after, an object that has it as <c>json</c>.</summary>
    public bool WebhookIsItsJson { get; }

    public JsonElement Localization { get; }

    public IReadOnlyList<ProgramNode> Nodes { get; }

    public Dictionary<Guid, ProgramNode> ByUuid { get; }

    /// <exception cref="FormatException">It cannot be parsed; never for a template that was seen when the flow was loaded.</exception>
    public Template Template(string text) => _templates.GetOrAdd(text, Expressions.Template.Parse);

    /// <summary>A text in the contact's language; in the flow's own without a translation.</summary>
    public string Translate(string? language, string uuid, string property, string text) =>
        Translations(language, uuid, property) is [var translation, ..] ? translation : text;

    /// <summary>Texts in the contact's language; the flow's own without a translation.</summary>
    public IReadOnlyList<string> Translate(string? language, string uuid, string property, IReadOnlyList<string> texts) =>
        Translations(language, uuid, property) is { Count: > 0 } translations ? translations : texts;

    private List<string> Translations(string? language, string uuid, string property)
    {
        if (language is null || language == Language || Localization.ValueKind != JsonValueKind.Object
            || !Localization.TryGetProperty(language, out var items) || items.ValueKind != JsonValueKind.Object || !items.TryGetProperty(uuid, out var item))
        {
            return [];
        }

        var texts = FlowInspector.Items(item, property).Select(t => t.ToString()).ToList();
        return texts.TrueForAll(t => t.Length == 0) ? [] : texts;
    }
}
