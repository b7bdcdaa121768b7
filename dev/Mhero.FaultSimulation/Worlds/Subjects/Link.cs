using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>An active worker and the active contact that it is linked to.</summary>
/// <param name="Worker">The worker's reference.</param>
/// <param name="Contact">The contact.</param>
internal sealed record Link(string Worker, SimulatedContact Contact)
{
    /// <summary>The links of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="isExplained">Whether a review or a dead letter names a subject; such a link is left out.</param>
    public static IReadOnlyList<Link> Of(World world, Func<string, bool> isExplained)
    {
        var found = new List<Link>();
        foreach (var worker in world.Registry.All("Practitioner").Where(w => (bool?)w["active"] != false))
        {
            var reference = $"Practitioner/{(string)worker["id"]!}";
            if (ContactOf(worker) is { } uuid && world.RapidPro.Workspace.FindByUuid(Guid.Parse(uuid)) is { Deleted: false, Status: "active" } contact
                && !isExplained(uuid) && !isExplained(reference))
            {
                found.Add(new Link(reference, contact));
            }
        }

        return found;
    }

    /// <summary>The contact that a worker names by the link's system, whichever of the systems for contacts it is; null for none.</summary>
    public static string? ContactOf(JsonObject worker) => (worker["identifier"] as JsonArray)?
        .Where(i => (string?)i?["system"] is { } system && system.EndsWith("/contact-uuid", StringComparison.Ordinal)).Select(i => (string?)i!["value"]).SingleOrDefault();
}
