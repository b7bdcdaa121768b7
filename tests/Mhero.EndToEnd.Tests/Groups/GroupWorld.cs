using System.Net.Http.Json;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>The world of the contacts, with groups. Tests give their cadres, places and groups names of their own.</summary>
public class GroupWorld : SyncWorld
{
    /// <summary>Groups that RapidPro owns; each test takes one of its own.</summary>
    public static readonly IReadOnlyList<string> Imported = [.. Enumerable.Range(0, 8).Select(n => $"Imported {n}")];

    private static int _nextContact;

    public override Dictionary<string, string?> NewSettings() => SettingsFor(
    [
        ("Rules:cadre:Name", "{cadre} cadre"),
        ("Rules:facility:Name", "Staff of {facility}"),
        ("FromRegistry:0", "*"),
        .. Imported.Select((name, i) => ($"FromRapidPro:{i}", name)),
    ]);

    /// <summary>Settings of an app that keeps other groups, with a memory of its own.</summary>
    public Dictionary<string, string?> SettingsFor(params (string Name, string Value)[] groups)
    {
        var settings = base.NewSettings();
        foreach (var (name, value) in groups)
        {
            settings["Mhero:Groups:" + name] = value;
        }

        return settings;
    }

    /// <summary>Reads the groups of both sides and waits until everything that came of it is done.</summary>
    public async Task<SyncCounts> ReadGroupsAsync(FunctionsHost? host = null)
    {
        host ??= Host;
        await host.InvokeTimerAsync(nameof(SyncGroups));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await host.WaitUntilIdleAsync(patience.Token);
        var run = (await host.Services.GetRequiredService<SyncLogStore>().RecentAsync("groups", 1)).Single();
        Assert.Null(run.Error);
        Assert.True(run.IsComplete, $"{run.BatchesDone} of {run.BatchesTotal} batches");
        return run.Counts;
    }

    /// <summary>A Practitioner's id and a contact that names it, without the contacts' sync.</summary>
    public SimulatedContact AddMember(string practitioner, string status = "active", params string[] groups) => RapidPro.Workspace.AddContact(new SimulatedContact
    {
        Name = "Member",
        Status = status,
        Urns = ["ext:member-" + Interlocked.Increment(ref _nextContact)],
        Groups = groups,
        Fields = new Dictionary<string, string?> { ["globalid"] = practitioner, ["mheroentitytype"] = "Practitioner" },
    });

    /// <summary>A Practitioner with a role, and his contact.</summary>
    public async Task<(SimulatedContact Contact, Practitioner Worker, PractitionerRole Role)> AddNurseAsync(string cadre, Location? facility = null)
    {
        var worker = await AddWorkerAsync("Group Worker", NewNumber());
        var role = await AddAsync(new PractitionerRole
        {
            Active = true,
            Practitioner = new ResourceReference($"Practitioner/{worker.Id}"),
            Code = [new CodeableConcept { Coding = [new Coding("http://example.org/cadres", cadre, cadre)] }],
            Location = facility is null ? [] : [new ResourceReference($"Location/{facility.Id}")],
        });
        return (AddMember(worker.Id!), worker, role);
    }

    /// <summary>A Group of practitioners in the registry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="practitioners">Ids of its members.</param>
    /// <param name="uuid">The group of RapidPro that it names; none by default.</param>
    public Task<Group> AddGroupAsync(string name, IEnumerable<string> practitioners, Guid? uuid = null) => AddAsync(new Group
    {
        Identifier = uuid is { } id ? [new Identifier(MheroSystems.GroupUuid, id.ToString())] : [],
        Active = true,
        Actual = true,
        Type = Group.GroupType.Practitioner,
        Name = name,
        Member = [.. practitioners.Select(p => new Group.MemberComponent { Entity = new ResourceReference("Practitioner/" + p) })],
    });

    /// <summary>Somebody deletes a group in RapidPro.</summary>
    public async Task DeleteInRapidProAsync(Guid group) => await SendAsync(HttpMethod.Delete, group, null);

    /// <summary>Somebody gives a group another name in RapidPro.</summary>
    public async Task RenameInRapidProAsync(Guid group, string name) => await SendAsync(HttpMethod.Post, group, JsonContent.Create(new { name }));

    /// <summary>The registry's Groups that name a group of RapidPro.</summary>
    public async Task<List<Group>> FindGroupsAsync(Guid uuid) =>
        [.. (await Fhir.SearchAsync(new FhirSearch("Group").Where("identifier", MheroSystems.GroupUuid, uuid.ToString()))).Matches.OfType<Group>()];

    public static IEnumerable<string> MembersOf(Group group) => group.Member.Select(m => m.Entity.Reference!).Order(StringComparer.Ordinal);

    private async Task SendAsync(HttpMethod method, Guid group, HttpContent? content)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(RapidPro.BaseUrl, $"api/v2/groups.json?uuid={group}")) { Content = content };
        request.Headers.Authorization = new("Token", RapidPro.Options.Token);
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    public IReadOnlyList<string> GroupsOf(SimulatedContact contact) => RapidPro.Workspace.FindByUuid(contact.Uuid)!.Groups;
}
