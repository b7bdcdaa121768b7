using Hl7.Fhir.Model;
using Mhero.Core.Storage;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Functions.Timers;
using Mhero.Local.Host;
using Mhero.Local.Simulator;
using Microsoft.Extensions.DependencyInjection;
using SyncRuns = Mhero.Core.Storage.SyncRuns;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>The world of the contacts, with groups. Tests give their cadres, places and groups names of their own.</summary>
public sealed class GroupWorld : SyncWorld
{
    /// <summary>Groups that RapidPro owns; each test takes one of its own.</summary>
    public static readonly IReadOnlyList<string> Imported = [.. Enumerable.Range(0, 8).Select(n => $"Imported {n}")];

    private static int _nextContact;

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:Groups:Rules:cadre:Name"] = "{cadre} cadre";
        settings["Mhero:Groups:Rules:facility:Name"] = "Staff of {facility}";
        settings["Mhero:Groups:FromRegistry:0"] = "*";
        for (var i = 0; i < Imported.Count; i++)
        {
            settings[$"Mhero:Groups:FromRapidPro:{i}"] = Imported[i];
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
        var run = (await host.Services.GetRequiredService<SyncRuns>().RecentAsync("groups", 1)).Single();
        Assert.Null(run.Error);
        Assert.True(run.IsComplete, $"{run.SlicesDone} of {run.SlicesTotal} slices");
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
    public Task<Group> AddGroupAsync(string name, IEnumerable<string> practitioners) => AddAsync(new Group
    {
        Active = true,
        Actual = true,
        Type = Group.GroupType.Practitioner,
        Name = name,
        Member = [.. practitioners.Select(p => new Group.MemberComponent { Entity = new ResourceReference("Practitioner/" + p) })],
    });

    public IReadOnlyList<string> GroupsOf(SimulatedContact contact) => RapidPro.Workspace.FindByUuid(contact.Uuid)!.Groups;
}
