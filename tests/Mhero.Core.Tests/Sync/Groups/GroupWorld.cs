using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Groups;

/// <summary>A registry with health workers and a workspace with their contacts: worker <c>p1</c> has contact 1.</summary>
internal sealed class GroupWorld : IDisposable
{
    private readonly Dictionary<Guid, ContactState> _contacts = [];
    private readonly Dictionary<Guid, (string Name, string? Query)> _groups = [];
    private readonly List<string> _writes = [];
    private int _made;

    public GroupWorld(params (string Name, string Value)[] settings) => Registry = new RegistryApp([("Mhero:Groups:NewAssetDelay", "00:00:00"), .. settings]) { Workspace = Answer };

    public RegistryApp Registry { get; }

    /// <summary>What was written to RapidPro: <c>create Nurses</c>, <c>add Nurses 1 2</c>, <c>rename …</c>, <c>delete …</c>.</summary>
    public IReadOnlyList<string> Writes => _writes;

    /// <summary>The status with which RapidPro refuses to create groups; null for none.</summary>
    public int? Refuses { get; set; }

    /// <summary>Whether the queue refuses messages.</summary>
    public bool QueueFails { get; set; }

    /// <summary>What happens between a reading and the batches that follow from it.</summary>
    public Action? BetweenReadingAndBatches { get; set; }

    public static Guid ContactOf(int number) => Guid.Parse($"4b2c1a55-0d7f-4f0e-9a3b-00000000{number:0000}");

    public void Dispose() => Registry.Dispose();

    /// <summary>Adds workers with their contacts.</summary>
    public void AddWorkers(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            Registry.Put($$"""{"resourceType":"Practitioner","id":"p{{number}}","active":true}""");
            SetContact(number, "Practitioner");
        }
    }

    /// <summary>Adds a contact, linked to a worker of a type or to none.</summary>
    public void SetContact(int number, string? type, string status = "active", string? worker = null) => _contacts[ContactOf(number)] = new(
        type is null ? null : worker ?? (type == "Practitioner" ? "p" : type.ToLowerInvariant()) + number.ToString(CultureInfo.InvariantCulture), type, status, [.. _contacts.GetValueOrDefault(ContactOf(number))?.Groups ?? []], Now, false);

    public void DeleteContact(int number) => _contacts[ContactOf(number)] = _contacts[ContactOf(number)] with { Deleted = true, ModifiedOn = Now };

    /// <summary>Puts resources in the registry: type, id, and further members, each after a comma.</summary>
    public void Put(string type, string id, string members) => Registry.Put("{\"resourceType\":\"" + type + "\",\"id\":\"" + id + "\"" + members + "}");

    /// <summary>Puts a Group of members into the registry.</summary>
    public void PutGroup(string id, string name, params string[] members) => Put(
        "Group", id, $$""","active":true,"type":"practitioner","actual":true,"name":"{{name}}","member":[{{string.Join(',', members.Select(m => "{\"entity\":{\"reference\":\"" + m + "\"}}"))}}]""");

    /// <summary>Puts a role in.</summary>
    public void PutRole(string id, int worker, string cadre, string place, string more = "") => Put(
        "PractitionerRole", id, $$""","active":true,"practitioner":{"reference":"Practitioner/p{{worker}}"},"code":[{"text":"{{cadre}}"}],"location":[{"reference":"Location/{{place}}"}]{{more}}""");

    /// <summary>Puts a place in.</summary>
    public void PutPlace(string id, string name, string type, string? partOf = null) => Put(
        "Location", id, $$""","status":"active","name":"{{name}}","physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"{{type}}"}]}{{(partOf is null ? "" : ",\"partOf\":{\"reference\":\"Location/" + partOf + "\"}")}}""");

    /// <summary>Adds a group to RapidPro, as a user does.</summary>
    public Guid AddGroup(string name, string? query = null, params int[] members)
    {
        var uuid = Guid.Parse($"9c2c1a55-0d7f-4f0e-9a3b-00000000{++_made:0000}");
        _groups[uuid] = (name, query);
        Join(name, true, members);
        return uuid;
    }

    public void DeleteGroup(string name)
    {
        Join(name, false, [.. Enumerable.Range(1, 20).Where(n => _contacts.ContainsKey(ContactOf(n)))]);
        _groups.Remove(GroupOf(name));
    }

    public void RenameGroup(string name, string other) => _groups[GroupOf(name)] = (other, null);

    /// <summary>Has contacts join or leave a group, as a user does.</summary>
    public void Join(string name, bool joins, params int[] members)
    {
        foreach (var contact in members.Select(ContactOf))
        {
            var groups = _contacts[contact].Groups.ToHashSet();
            if (joins ? groups.Add(GroupOf(name)) : groups.Remove(GroupOf(name)))
            {
                _contacts[contact] = _contacts[contact] with { Groups = groups, ModifiedOn = Now };
            }
        }
    }

    /// <summary>The groups of RapidPro as <c>Nurses: 1 2</c>, by name.</summary>
    public string Groups() => string.Join(", ", _groups.OrderBy(g => g.Value.Name, StringComparer.Ordinal).Select(g => $"{g.Value.Name}:{string.Concat(_contacts.Where(c => !c.Value.Deleted && c.Value.Groups.Contains(g.Key)).OrderBy(c => c.Key).Select(c => " " + NumberOf(c.Key)))}"));

    /// <summary>The registry's Groups as <c>Field practitioner true: Practitioner/p1</c>, by name and type.</summary>
    public string RegistryGroups() => string.Join(", ", Registry.Registry.All("Group").OrderBy(g => (string?)g["name"], StringComparer.Ordinal).ThenBy(g => (string?)g["type"], StringComparer.Ordinal)
        .Select(g => $"{g["name"]} {g["type"]} {g["active"]?.ToJsonString()}:{string.Concat((g["member"] as JsonArray ?? []).Select(m => $" {m!["entity"]!["reference"]}"))}"));

    /// <summary>Reads both sides a minute later, as the timer does, and handles what comes of it, as the queue does.</summary>
    /// <returns>The counts of the reading.</returns>
    public async Task<SyncCounts> SyncAsync()
    {
        Registry.App.Time.Advance(TimeSpan.FromMinutes(1));
        _writes.Clear();
        var messages = new List<string>();
        var writer = new BatchWriter<GroupItem>(
            (message, _, _) =>
            {
                messages.Add(message);
                return QueueFails ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
            },
            50,
            null,
            n => $"b{n}");
        await Registry.Get<IPoller<GroupItem>>().ReadAsync(writer, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        BetweenReadingAndBatches?.Invoke();
        foreach (var message in messages)
        {
            await Registry.Get<IBatchHandler<GroupItem>>().HandleAsync(SyncJson.Read<BatchMessage<GroupItem>>(message), CancellationToken.None);
        }

        return writer.Counts;
    }

    /// <summary>The codes of the dead letters.</summary>
    public async Task<string> DeadLettersAsync() => string.Join(' ', (await Registry.Get<DeadLetterIndex>().ListAsync(new DeadLetterFilter(), 50, null, CancellationToken.None)).Letters.Select(d => d.Code).Order());

    private DateTimeOffset Now => Registry?.App.Time.GetUtcNow() ?? MemoryApp.Start;

    private static int NumberOf(Guid contact) => int.Parse(contact.ToString()[^4..], CultureInfo.InvariantCulture);

    private Guid GroupOf(string name) => _groups.Single(g => g.Value.Name == name).Key;

    private HttpResponseMessage Answer(string method, string url, string body)
    {
        var uuid = url.Split("uuid=") is [_, var rest] ? Guid.Parse(rest[..36]) : (Guid?)null;
        switch (method, url.Split('?')[0])
        {
            case ("GET", "/api/v2/groups.json"):
                return Page(_groups.Select(g => GroupJson(g.Key)));
            case ("GET", "/api/v2/contacts.json"):
                var deleted = url.Contains("deleted=true", StringComparison.OrdinalIgnoreCase);
                var after = url.Split("after=") is [_, var since] ? DateTimeOffset.Parse(Uri.UnescapeDataString(since.Split('&')[0]), CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
                return Page(_contacts.Where(c => c.Value.Deleted == deleted && c.Value.ModifiedOn >= after).OrderBy(c => c.Value.ModifiedOn).Select(c => ContactJson(c.Key, c.Value)));
            case ("POST", "/api/v2/groups.json") when uuid is null && Refuses is { } status:
                return AnsweringHandler.Json("""{"detail":"Cannot create object because workspace has reached limit."}""", status);
            case ("POST", "/api/v2/groups.json"):
                var name = (string)JsonNode.Parse(body)!["name"]!;
                _writes.Add(uuid is null ? $"create {name}" : $"rename {_groups[uuid.Value].Name} {name}");
                var group = uuid ?? AddGroup(name);
                _groups[group] = (name, null);
                return AnsweringHandler.Json(GroupJson(group), uuid is null ? 201 : 200);
            case ("DELETE", "/api/v2/groups.json"):
                _writes.Add($"delete {_groups[uuid!.Value].Name}");
                _groups.Remove(uuid.Value);
                return AnsweringHandler.Json("", 204);
            case ("POST", "/api/v2/contact_actions.json"):
                using (var action = JsonDocument.Parse(body))
                {
                    var target = _groups[action.RootElement.GetProperty("group").GetGuid()].Name;
                    int[] numbers = [.. action.RootElement.GetProperty("contacts").EnumerateArray().Select(c => NumberOf(c.GetGuid())).Order()];
                    _writes.Add($"{action.RootElement.GetProperty("action").GetString()} {target} {string.Join(' ', numbers)}");
                    if (Array.Find(numbers, n => _contacts[ContactOf(n)].Deleted) is > 0 and var deletedOne)
                    {
                        return AnsweringHandler.Json($$"""{"contacts":["No such object: {{ContactOf(deletedOne)}}"]}""", 400);
                    }

                    Join(target, action.RootElement.GetProperty("action").GetString() == "add", numbers);
                }

                return AnsweringHandler.Json("", 204);
            default:
                throw new InvalidOperationException($"not expected: {method} {url}");
        }
    }

    private static HttpResponseMessage Page(IEnumerable<string> results) => AnsweringHandler.Json($$"""{"next":null,"previous":null,"results":[{{string.Join(',', results)}}]}""");

    private string GroupJson(Guid uuid) => JsonSerializer.Serialize(
        new { uuid, name = _groups[uuid].Name, query = _groups[uuid].Query, status = "ready", system = false, count = _contacts.Count(c => !c.Value.Deleted && c.Value.Groups.Contains(uuid)) });

    private string ContactJson(Guid uuid, ContactState contact) => contact.Deleted
        ? JsonSerializer.Serialize(new { uuid, modified_on = contact.ModifiedOn })
        : JsonSerializer.Serialize(new
        {
            uuid,
            name = "x",
            status = contact.Status,
            urns = Array.Empty<string>(),
            groups = contact.Groups.Select(g => new { uuid = g, name = _groups.GetValueOrDefault(g).Name }),
            fields = new Dictionary<string, string?> { ["globalid"] = contact.Worker, ["mheroentitytype"] = contact.Type },
            created_on = MemoryApp.Start,
            modified_on = contact.ModifiedOn,
        });

    private sealed record ContactState(string? Worker, string? Type, string Status, HashSet<Guid> Groups, DateTimeOffset ModifiedOn, bool Deleted);
}
