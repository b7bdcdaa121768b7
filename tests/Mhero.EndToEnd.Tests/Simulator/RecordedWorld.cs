using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>
/// What the recorded workspace held at the moment of a recording: its three pages of contacts, and over them whatever
/// earlier answers (for a read, its own answer too) said about a contact.
/// </summary>
internal static class RecordedWorld
{
    public const string Host = "127.0.0.1:8000";

    private static readonly string[] Pages = ["contacts_page1", "contacts_page2", "contacts_page3_last"];
    private static readonly HashSet<string> Others = ["<other_org>", "<throttled>"];

    private static readonly (string Key, string Name, string Type)[] Fields =
    [
        ("gender", "Gender", "text"), ("age", "Age", "number"), ("registered_on", "Registered On", "datetime"),
        ("fhir_patient_id", "FHIR Patient ID", "text"), ("edd_date", "EDD date", "datetime"), ("village", "Village", "text"),
        ("race_field", "Race Field", "text"),
    ];

    public static bool IsOtherWorkspace(Recording recording) => Others.Contains(recording.Authorization?.Split(' ')[^1] ?? "");

    public static void Seed(RapidProWorkspace workspace, Recording recording)
    {
        workspace.Name = "Feasibility Workspace";
        workspace.Uuid = Guid.Parse("26c43d4f-a5cd-46ae-9a39-fe4ecd9291fb");
        workspace.Channel = new SimulatedReference(Guid.Parse("f7aa77fc-1c74-4896-a959-f0fea1e2fe47"), "Test SMS");
        workspace.ChannelAddress = "+250785551212";
        workspace.ChannelCreatedOn = DateTimeOffset.Parse("2026-11-22T19:32:13.056819Z", System.Globalization.CultureInfo.InvariantCulture);
        workspace.AddToken("surveyor", SimulatedTokenRole.Surveyor, "surveyor@example.org");
        if (IsOtherWorkspace(recording))
        {
            SeedContacts(workspace, recording.Contacts().Where(_ => recording.Method == "GET"));
            return;
        }

        SeedFields(workspace, recording);
        workspace.AddGroup("Mothers", uuid: Guid.Parse("78ae01c7-1873-4eb9-a8ef-29f8d352d024"));
        workspace.AddGroup("CHWs", uuid: Guid.Parse("44495f28-8ee1-4c15-aa5b-75fe67444b55"));
        workspace.AddGroup("Adults 25+", "age >= 25", Guid.Parse("ff3bec01-ab6f-44df-8c45-a8d2fd79b7e7"));
        workspace.AddGroup("Bulk", uuid: Guid.Parse("53a337ab-463c-4659-aa00-97b1f0bfb70c"));
        if (recording.At >= Recording.All["race_4_group_created_201"].At)
        {
            workspace.AddGroup("Race Group", uuid: Guid.Parse("6acdccdc-75cc-412e-b062-d6648806bdc6"));
        }

        SeedContacts(workspace, ContactsBefore(recording));
        RecordedFlows.Seed(workspace, recording);
    }

    public static SimulatedContact ToContact(JsonElement json)
    {
        string? Text(string name) => json.GetProperty(name).GetString();
        DateTimeOffset? Time(string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null ? null : json.GetProperty(name).GetDateTimeOffset();
        var flow = json.GetProperty("flow");
        return new SimulatedContact
        {
            Uuid = json.GetProperty("uuid").GetGuid(),
            Name = Text("name"),
            Language = Text("language"),
            Status = Text("status") ?? "active",
            Deleted = Text("status") is null,
            // Recorded answers to expand_urns hold objects, and masked ones hold no URN at all.
            Urns = [.. json.GetProperty("urns").EnumerateArray().Select(u => u.ValueKind == JsonValueKind.String ? u.GetString()! : $"{u.GetProperty("scheme")}:{u.GetProperty("path")}")
                .Select(u => u == "tel:********" ? "tel:+250788999001" : u)],
            Groups = [.. json.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("name").GetString()!)],
            Fields = json.GetProperty("fields").EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.String).ToDictionary(f => f.Name, f => f.Value.GetString()),
            Flow = flow.ValueKind == JsonValueKind.Null ? null : new SimulatedReference(flow.GetProperty("uuid").GetGuid(), flow.GetProperty("name").GetString()!),
            CreatedOn = Time("created_on"),
            ModifiedOn = Time("modified_on"),
            LastSeenOn = Time("last_seen_on"),
        };
    }

    private static void SeedFields(RapidProWorkspace workspace, Recording recording)
    {
        // The answer shows which fields there were; without contacts in it, the six that most recordings have.
        var keys = recording.Contacts().Where(c => c.GetProperty("status").ValueKind != JsonValueKind.Null).Select(c => c.GetProperty("fields")).ToList() is [var first, ..]
            ? first.EnumerateObject().Select(f => f.Name).ToHashSet()
            : [.. Fields.Take(6).Select(f => f.Key)];
        foreach (var (key, name, type) in Fields.Where(f => keys.Contains(f.Key)))
        {
            workspace.AddField(name, type, key);
        }
    }

    private static IEnumerable<JsonElement> ContactsBefore(Recording recording)
    {
        var read = recording.Method == "GET";
        return Recording.All.Values
            .Where(r => !IsOtherWorkspace(r) && (Pages.Contains(r.Name) || r.At < recording.At || (read && r == recording)))
            .OrderBy(r => Pages.Contains(r.Name) ? DateTimeOffset.MinValue : r.At)
            .ThenBy(r => r == recording)
            .SelectMany(r => r.Contacts());
    }

    private static void SeedContacts(RapidProWorkspace workspace, IEnumerable<JsonElement> states)
    {
        var latest = new Dictionary<Guid, SimulatedContact>();
        var owners = new Dictionary<string, Guid>();
        var keys = workspace.Fields.Select(f => f.Key).ToHashSet();
        foreach (var contact in states.Select(ToContact))
        {
            // A URN has one owner: the last who was seen with it.
            foreach (var urn in contact.Urns)
            {
                if (owners.TryGetValue(urn, out var owner) && owner != contact.Uuid)
                {
                    latest[owner] = latest[owner] with { Urns = [.. latest[owner].Urns.Where(u => u != urn)] };
                }

                owners[urn] = contact.Uuid;
            }

            latest[contact.Uuid] = contact with { Fields = contact.Fields.Where(f => keys.Contains(f.Key)).ToDictionary() };
        }

        foreach (var contact in latest.Values.OrderBy(c => c.CreatedOn))
        {
            workspace.AddContact(contact);
        }
    }
}
