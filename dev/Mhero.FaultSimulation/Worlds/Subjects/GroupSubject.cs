using Mhero.Core.Fhir;
using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>A group of each owner and one of a rule. People change their members and names, on the side that owns them and on the other.</summary>
internal sealed class GroupSubject(World world) : ISubject
{
    public const string FromRapidPro = "Field staff";
    public const string Everyone = "Everyone";

    private string _team = "";
    private Guid _field;
    private int _names;

    public IEnumerable<(int Times, string Name, Action Act)> Events => [(world.Plan.GroupEdits, "an edit of a group", Edit)];

    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    private JsonObject Team => world.Registry.All("Group").Single(g => (string?)g["id"] == _team);

    public void Settle()
    {
        _field = Workspace.AddGroup(FromRapidPro).Uuid;
        _team = world.Registry.Add(new JsonObject
        {
            ["resourceType"] = "Group",
            ["active"] = true,
            ["type"] = "practitioner",
            ["actual"] = true,
            ["name"] = "Team",
        });
    }

    public IEnumerable<string> Faults(IReadOnlyList<Link> links)
    {
        var team = Team;
        var listed = MembersOf(team);
        var field = world.Registry.All("Group").Where(g => UuidOf(g) == _field.ToString()).ToList();
        return
        [
            .. Differences(links, $"the Group {_team}", l => listed.Contains(l.Worker), $"the group '{(string)team["name"]!}' of RapidPro", NameOf(UuidOf(team))),
            .. Differences(links, "the active workers", _ => true, $"the group '{Everyone}' of RapidPro", Everyone),
            .. field is [var one] ? FieldDifferences(links, MembersOf(one)) : [$"The group '{FromRapidPro}' has {field.Count} Groups in the registry."],
            .. UuidOf(team) is null || (string?)team["name"] == NameOf(UuidOf(team)) ? Array.Empty<string>() : [$"The Group {_team} is called '{(string)team["name"]!}', and in RapidPro '{NameOf(UuidOf(team))}'."],
        ];
    }

    private static IEnumerable<string> Differences(IReadOnlyList<Link> links, string registry, Func<Link, bool> isIn, string rapidPro, string? name) =>
        from link in links
        let wanted = isIn(link)
        where wanted != (name is not null && link.Contact.Groups.Contains(name))
        select $"The worker {link.Worker} is {(wanted ? "in" : "not in")} {registry}, and the contact {link.Contact.Uuid} is {(wanted ? "not in" : "in")} {rapidPro}.";

    private static IEnumerable<string> FieldDifferences(IReadOnlyList<Link> links, HashSet<string> members) =>
        from link in links
        let wanted = link.Contact.Groups.Contains(FromRapidPro)
        where wanted != members.Contains(link.Worker)
        select $"The contact {link.Contact.Uuid} is {(wanted ? "in" : "not in")} '{FromRapidPro}', and the worker {link.Worker} is {(wanted ? "not in" : "in")} its Group.";

    private static HashSet<string> MembersOf(JsonObject group) =>
        [.. (group["member"] as JsonArray ?? []).Where(m => (bool?)m?["inactive"] != true).Select(m => (string?)m?["entity"]?["reference"]).OfType<string>()];

    private static string? UuidOf(JsonObject group) => (group["identifier"] as JsonArray)?
        .Where(i => (string?)i?["system"] == MheroSystems.GroupUuid).Select(i => (string?)i!["value"]).FirstOrDefault();

    private string? NameOf(string? uuid) => Workspace.Groups.FirstOrDefault(g => g.Uuid.ToString() == uuid)?.Name;

    private void Edit()
    {
        switch (world.Random.Next(6))
        {
            case 0 or 1:
                EditTeam();
                break;
            case 2 when Workspace.Contacts is { Count: > 0 } contacts:
                Toggle(contacts[world.Random.Next(contacts.Count)], FromRapidPro);
                break;
            case 3 when Workspace.Contacts is { Count: > 0 } contacts && NameOf(UuidOf(Team)) is { } name:
                // mHero has to revert it.
                Toggle(contacts[world.Random.Next(contacts.Count)], world.Random.Next(2) == 0 ? name : Everyone);
                break;
            case 4:
                var called = $"Team {++_names}";
                world.Registry.Edit("Group", _team, g => g["name"] = called);
                world.Note($"the Group {_team} is called {called}");
                break;
            case 5 when NameOf(UuidOf(Team)) is not null:
                Rename(UuidOf(Team)!, $"Renamed {++_names}");
                break;
            default:
                world.Note("no group to edit");
                break;
        }
    }

    private void EditTeam()
    {
        if (world.Registry.All("Practitioner") is not { Count: > 0 } workers)
        {
            return;
        }

        var worker = $"Practitioner/{(string)workers[world.Random.Next(workers.Count)]["id"]!}";
        var isMember = MembersOf(Team).Contains(worker);
        world.Registry.Edit("Group", _team, group =>
        {
            var kept = (group["member"] as JsonArray ?? []).Where(m => (string?)m!["entity"]!["reference"] != worker).Select(m => m!.DeepClone()).ToList();
            if (!isMember)
            {
                kept.Add(new JsonObject { ["entity"] = new JsonObject { ["reference"] = worker } });
            }

            // FHIR has no empty lists.
            _ = group.Remove("member");
            if (kept.Count > 0)
            {
                group["member"] = new JsonArray([.. kept]);
            }
        });
        world.Note($"{worker} {(isMember ? "leaves" : "joins")} the Group {_team}");
    }

    private void Toggle(SimulatedContact contact, string group)
    {
        if (contact.Status == "active" && Workspace.Groups.Any(g => g.Name == group))
        {
            var isMember = contact.Groups.Contains(group);
            Workspace.Edit(contact.Uuid, c => c with { Groups = isMember ? [.. c.Groups.Where(g => g != group)] : [.. c.Groups, group] });
            world.Note($"contact {contact.Uuid} {(isMember ? "leaves" : "joins")} '{group}'");
        }
    }

    private void Rename(string uuid, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://rapidpro.example.org/api/v2/groups.json?uuid={uuid}"));
        request.Headers.Authorization = new("Token", world.RapidPro.Options.Token);
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["name"] = name }.ToJsonString());
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = world.AnswerOfRapidPro(request, body);
        world.Note($"the group {uuid} is called {name} in RapidPro: {(int)answer.StatusCode}");
    }
}
