namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>Two facilities, and the workers who work and report there.</summary>
internal sealed class ReportSubject(World world) : ISubject
{
    public IEnumerable<(int Times, string Name, Action Act)> Events => [];

    public void Settle()
    {
        string[] places = [Add("Health centre A"), Add("Health centre B")];
        foreach (var worker in world.Registry.All("Practitioner").Where(_ => world.Random.Next(3) > 0))
        {
            world.Registry.Add(new JsonObject
            {
                ["resourceType"] = "PractitionerRole",
                ["active"] = true,
                ["practitioner"] = new JsonObject { ["reference"] = $"Practitioner/{(string)worker["id"]!}" },
                ["location"] = new JsonArray(new JsonObject { ["reference"] = $"Location/{places[world.Random.Next(places.Length)]}" }),
            });
        }
    }

    /// <summary>The linked workers whose facility has reported by now.</summary>
    public HashSet<string> Reported()
    {
        var before = world.Clock.Now + world.Plan.RegistryClock - TimeSpan.FromSeconds(10);
        var places = world.Registry.All("PractitionerRole").ToLookup(r => (string)r["practitioner"]!["reference"]!, r => (string)r["location"]![0]!["reference"]!);
        var reported = world.Registry.All("QuestionnaireResponse")
            .Where(r => (string?)r["status"] == "completed" && ((string?)r["questionnaire"])?.Contains(People.ReportFlow, StringComparison.Ordinal) == true
                && DateTimeOffset.Parse((string)r["meta"]!["lastUpdated"]!, null) < before)
            .SelectMany(r => places[(string?)r["source"]?["reference"] ?? ""])
            .ToHashSet();
        return [.. Link.Of(world, _ => false).Where(l => places[l.Worker].Any() && places[l.Worker].All(reported.Contains)).Select(l => l.Worker)];
    }

    public IEnumerable<string> Faults(IReadOnlyList<Link> links) => [];

    private string Add(string name) => world.Registry.Add(new JsonObject
    {
        ["resourceType"] = "Location",
        ["status"] = "active",
        ["name"] = name,
    });
}
