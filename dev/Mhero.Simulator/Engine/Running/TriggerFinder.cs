using Mhero.Simulator.Engine.Tests;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>
/// Finds the trigger that a message sets off: by its first word, or by its only one where the trigger asks for that; else the
/// catch-all. A trigger for the contact's groups goes before one for everybody. Expects the workspace's lock to be held.
/// </summary>
internal static class TriggerFinder
{
    public static FoundTrigger? Find(RapidProWorkspace workspace, ContactState contact, string text)
    {
        var words = WordTests.Words(text);
        return Best(workspace, contact, trigger => (string?)trigger["trigger_type"] == "K" && HasKeyword(trigger, words), words is [var first, ..] ? first.ToLowerInvariant() : null)
            ?? Best(workspace, contact, trigger => (string?)trigger["trigger_type"] == "C", keyword: null);
    }

    private static FoundTrigger? Best(RapidProWorkspace workspace, ContactState contact, Func<JsonObject, bool> matches, string? keyword) => workspace.Triggers
        .Where(t => matches(t) && workspace.IsUsable(t) && (Groups(t, "groups").Count == 0 || IsInAny(workspace, contact, t, "groups")) && !IsInAny(workspace, contact, t, "exclude_groups"))
        .OrderByDescending(t => (Groups(t, "groups").Count > 0 ? 2 : 0) + (Groups(t, "exclude_groups").Count > 0 ? 1 : 0))
        .Select(t => t["flow"] is JsonObject flow && Guid.TryParse((string?)flow["uuid"], out var uuid) ? workspace.FlowWith(uuid) : null)
        .Where(f => f is { Archived: false })
        .Select(f => new FoundTrigger(f!, keyword))
        .FirstOrDefault();

    private static bool HasKeyword(JsonObject trigger, List<string> words)
    {
        var keywords = trigger["keywords"] is JsonArray several ? several.Select(k => (string?)k) : [(string?)trigger["keyword"]];
        return words.Count > 0
            && ((string?)trigger["match_type"] != "O" || words.Count == 1)
            && keywords.Contains(words[0], StringComparer.OrdinalIgnoreCase);
    }

    private static JsonArray Groups(JsonObject trigger, string member) => trigger[member] as JsonArray ?? [];

    private static bool IsInAny(RapidProWorkspace workspace, ContactState contact, JsonObject trigger, string member) =>
        Groups(trigger, member).OfType<JsonObject>().Any(g => contact.Groups.Any(own => own.Uuid.ToString("D") == (string?)g["uuid"] || workspace.FindGroup((string?)g["name"] ?? "") == own));
}
