using Mhero.Core.Floip.Flows;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>The resources of a flow that is written: texts and media in all its languages.</summary>
/// <param name="flow">The flow's definition.</param>
internal sealed class FlowResources(JsonObject flow)
{
    private readonly Dictionary<string, IReadOnlyList<ResourceValue>> _all = new(StringComparer.Ordinal);
    private readonly JsonObject _localization = flow["localization"] as JsonObject ?? [];

    public IReadOnlyDictionary<string, IReadOnlyList<ResourceValue>> All => _all;

    /// <summary>The base language first.</summary>
    public IReadOnlyList<FlowLanguage> Languages =>
        [.. _localization.Select(l => l.Key).Where(l => l != Base).Prepend(Base).Select(l => new FlowLanguage(l, l, null))];

    private string Base => FlowNodeJson.Text(flow, "language") is { Length: > 0 } language and not "base" ? language : "und";

    /// <summary>Adds the text of an action with its translations, and gives the resource's UUID.</summary>
    public string Add(JsonObject action, Func<string, string> translate)
    {
        var owner = FlowNodeJson.Text(action, "uuid") ?? "";
        var values = Values(Base, action, translate).ToList();
        foreach (var (language, items) in _localization.Where(l => l.Key != Base))
        {
            if (items?[owner] is JsonObject translated)
            {
                var texts = new JsonObject { ["text"] = FlowNodeJson.Texts(translated, "text") is [var text, ..] ? text : null, ["attachments"] = translated["attachments"]?.DeepClone() };
                values.AddRange(Values(language, texts, translate));
            }
        }

        var uuid = RapidProIds.Derive("resource", owner + string.Join('|', values));
        _all[uuid] = values;
        return uuid;
    }

    /// <summary>Adds a text of its own, such as the name of a choice, and gives the resource's UUID.</summary>
    public string AddText(string owner, string text)
    {
        var uuid = RapidProIds.Derive("resource", owner + "|" + text);
        _all[uuid] = [new ResourceValue(Base, "TEXT", ["SMS", "TEXT", "RICH_MESSAGING"], text, null)];
        return uuid;
    }

    /// <summary>Adds a resource without values, which says nothing, and gives its UUID.</summary>
    public string AddEmpty(string owner)
    {
        var uuid = RapidProIds.Derive("resource", owner + "|");
        _all[uuid] = [];
        return uuid;
    }

    /// <summary>The arguments of a case by language; none for a language without a translation.</summary>
    public IEnumerable<(string Language, IReadOnlyList<string> Arguments)> TranslatedArguments(string caseUuid) =>
        from language in _localization
        where language.Value?[caseUuid] is JsonObject
        let arguments = FlowNodeJson.Texts((JsonObject)language.Value![caseUuid]!, "arguments")
        where arguments.Count > 0
        select (language.Key, arguments);

    private static IEnumerable<ResourceValue> Values(string language, JsonObject action, Func<string, string> translate)
    {
        if (FlowNodeJson.Text(action, "text") is { Length: > 0 } text)
        {
            yield return new ResourceValue(language, "TEXT", ["SMS", "TEXT", "RICH_MESSAGING"], translate(text), null);
        }

        if (FlowNodeJson.Text(action, "audio_url") is { Length: > 0 } audio)
        {
            yield return new ResourceValue(language, "AUDIO", ["IVR"], audio, null);
        }

        foreach (var attachment in FlowNodeJson.Texts(action, "attachments"))
        {
            var colon = attachment.IndexOf(':', StringComparison.Ordinal);
            var type = colon < 0 ? "" : attachment[..colon];
            var kind = type.Split('/')[0].ToUpperInvariant();
            if (kind is "IMAGE" or "AUDIO" or "VIDEO")
            {
                yield return new ResourceValue(language, kind, ["RICH_MESSAGING"], attachment[(colon + 1)..], type.Contains('/', StringComparison.Ordinal) ? type : null);
            }
        }
    }
}
