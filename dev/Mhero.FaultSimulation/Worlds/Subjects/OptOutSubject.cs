using Mhero.Core.Fhir;
using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>People who want no messages and say so by a keyword, by a Flag in the registry or by the group in RapidPro, and who change their minds.</summary>
internal sealed class OptOutSubject(World world) : ISubject
{
    public const string FlowName = "Messages";
    public const string Stop = "Stop";
    public const string Start = "Start";
    public const string Group = "Opted out";

    /// <summary>The contacts and workers of whom it was said that messages are wanted again.</summary>
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);
    private Guid _flow;

    public IEnumerable<(int Times, string Name, Action Act)> Events => [(world.Plan.OptOuts, "a wish about messages", Wish)];

    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    public void Settle() => _flow = Workspace.AddFlow(FlowText.Of(world.NextGuid(), FlowName, ("Wish", $"{Stop} {Start}"))).Uuid;

    public IEnumerable<string> Faults(IReadOnlyList<Link> links) =>
        from link in links
        let isFlagged = ActiveFlags(link.Worker).Any()
        let isInGroup = link.Contact.Groups.Contains(Group)
        where isFlagged != isInGroup
        select $"The worker {link.Worker} {(isFlagged ? "has" : "has no")} opt-out Flag, and the contact {link.Contact.Uuid} is {(isInGroup ? "in the group" : "not in the group")}.";

    /// <summary>The contacts who opted out on both sides a while ago.</summary>
    public HashSet<Guid> OptedOut()
    {
        // A search may find the Flag only after the lag.
        var before = world.Clock.Now + world.Plan.RegistryClock - TimeSpan.FromSeconds(10);
        return
        [
            .. Link.Of(world, _ => false)
                .Where(l => l.Contact.Groups.Contains(Group) && ActiveFlags(l.Worker).Any(f => DateTimeOffset.Parse((string)f["meta"]!["lastUpdated"]!, null) < before))
                .Select(l => l.Contact.Uuid),
        ];
    }

    /// <summary>Whether a contact, or the worker it is linked to, wanted messages again at any time: under faults a wish takes effect much later.</summary>
    public bool WantsAgain(Guid contact) =>
        Link.Of(world, _ => false).Where(l => l.Contact.Uuid == contact).Select(l => l.Worker).Append(contact.ToString()).Any(_again.Contains);

    private IEnumerable<JsonObject> ActiveFlags(string worker) => world.Registry.All("Flag").Where(f =>
        (string?)f["status"] == "active"
        && (string?)f["subject"]?["reference"] == worker
        && f["code"]?["coding"] is JsonArray codes && codes.Any(c => (string?)c?["code"] == MheroSystems.OptedOutTag));

    private void Wish()
    {
        if (Link.Of(world, _ => false) is not { Count: > 0 } links)
        {
            return;
        }

        var link = links[world.Random.Next(links.Count)];
        var isOut = world.Random.Next(3) > 0;
        if (!isOut)
        {
            _again.UnionWith([link.Worker, link.Contact.Uuid.ToString()]);
        }

        switch (world.Random.Next(3))
        {
            case 0:
                var word = isOut ? Stop : Start;
                Workspace.AddRun(new SimulatedRun
                {
                    Uuid = world.NextGuid(),
                    Flow = _flow,
                    Contact = link.Contact.Uuid,
                    Responded = true,
                    ExitType = "completed",
                    Values = new Dictionary<string, SimulatedRunValue> { ["wish"] = new() { Value = word, Input = word, Category = word } },
                });
                world.Note($"contact {link.Contact.Uuid} says {word}");
                break;
            case 1:
                SetFlag(link.Worker, isOut);
                break;
            default:
                SetGroup(link.Contact, isOut);
                break;
        }
    }

    private void SetFlag(string worker, bool isOut)
    {
        foreach (var flag in ActiveFlags(worker).ToList())
        {
            world.Registry.Edit("Flag", (string)flag["id"]!, f => f["status"] = isOut ? "active" : "inactive");
        }

        if (isOut && !ActiveFlags(worker).Any())
        {
            world.Registry.Add(new JsonObject
            {
                ["resourceType"] = "Flag",
                ["status"] = "active",
                ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = MheroSystems.Tags, ["code"] = MheroSystems.OptedOutTag }) },
                ["subject"] = new JsonObject { ["reference"] = worker },
            });
        }

        world.Note($"a Flag of {worker} is {(isOut ? "set" : "ended")}");
    }

    private void SetGroup(SimulatedContact contact, bool isOut)
    {
        if (Workspace.Groups.Any(g => g.Name == Group))
        {
            Workspace.Edit(contact.Uuid, c => c with { Groups = isOut ? [.. c.Groups.Append(Group).Distinct()] : [.. c.Groups.Where(g => g != Group)] });
            world.Note($"contact {contact.Uuid} is {(isOut ? "put into" : "taken out of")} the group of those who opted out");
        }
    }
}
