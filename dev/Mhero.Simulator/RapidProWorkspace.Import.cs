using System.Text.RegularExpressions;
using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly Dictionary<JsonObject, long> _triggersUsableAt = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Imports an export as RapidPro's page does. A flow is found by its name, else created with a new UUID: the UUID of the file is
    /// never kept, and references inside the file follow. New keywords and groups are unusable for
    /// <see cref="RapidProSimulatorOptions.AssetDelay"/>.
    /// </summary>
    /// <param name="export">The export as JSON text.</param>
    /// <returns>The export's flows, as the workspace has them.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="ArgumentException">
    /// A flow has no UUID or name, or a spec version that is newer than the release's; then nothing is imported.
    /// </exception>
    public IReadOnlyList<SimulatedFlow> ImportFlows(string export)
    {
        lock (_gate)
        {
            var renamed = new Dictionary<Guid, Guid>();
            using (var document = JsonDocument.Parse(export))
            {
                foreach (var definition in FlowInspector.Items(document.RootElement, "flows"))
                {
                    RefuseNewer(definition);
                    if (Guid.TryParse(FlowInspector.Text(definition, "uuid"), out var uuid) && FlowInspector.Text(definition, "name") is { } name)
                    {
                        renamed[uuid] = _flows.Find(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase))?.Uuid ?? NewUuid();
                    }
                }
            }

            // In one pass: the new UUID of one flow can be what the file calls another.
            var text = AnyUuid().Replace(export, match => renamed.TryGetValue(Guid.Parse(match.ValueSpan), out var own) ? own.ToString("D") : match.Value);
            return AddFlows(text, UsableAt());
        }
    }

    // What follows expects the lock to be held.

    internal bool IsUsable(JsonObject trigger) => IsUsable(_triggersUsableAt.GetValueOrDefault(trigger));

    private void RefuseNewer(JsonElement definition)
    {
        if (Version.TryParse(FlowInspector.Text(definition, "spec_version"), out var version) && version > _rules.SpecVersion)
        {
            throw new ArgumentException($"spec version {version} is newer than this library ({_rules.SpecVersion})");
        }
    }

    /// <summary>Keeps a trigger with the keywords that the release reads, unless the workspace has it already.</summary>
    private void AddTrigger(JsonElement trigger, long usableAt)
    {
        var node = JsonObject.Create(trigger.Clone())!;
        if ((string?)node["trigger_type"] == "K" && node["keyword"] is not null && node["keywords"] is not null)
        {
            var kept = _rules.KeywordsOf(node);
            node["keyword"] = kept[0];
            node["keywords"] = new JsonArray([.. kept.Select(word => JsonValue.Create(word))]);
        }

        if (!_triggers.Exists(t => JsonNode.DeepEquals(t, node)))
        {
            _triggers.Add(node);
            _triggersUsableAt[node] = usableAt;
        }
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex AnyUuid();
}
