using System.Text.Json;
using Mhero.Bench.Load.Fhir;
using Mhero.Bench.Load.World;

namespace Mhero.Bench.Load.Children;

/// <summary>The FHIR stand-in as a child process.</summary>
internal static class FhirChild
{
    public const string Command = "child-fhir";

    private const string ContactUuid = "http://app.rapidpro.io/contact-uuid|";

    public static async Task RunAsync()
    {
        await using var server = await FhirStandIn.StartAsync(TimeProvider.System);
        var commands = new ChildCommands
        {
            ["seed"] = arguments => Do(() => Seed(server.Store, arguments.GetProperty("workers").GetInt32(), arguments.GetProperty("places").GetInt32())),
            ["seed-people"] = arguments => Do(() => SeedPeople(server.Store, arguments.GetProperty("contacts").GetInt32())),
            ["seed-group"] = arguments => Do(() => server.Store.Put(Workforce.Group(arguments.GetProperty("workers").GetInt32()), "Group", Workforce.GroupId, null)),
            ["rename"] = arguments => Do(() => Rename(server.Store, arguments.GetProperty("workers").GetInt32())),
            ["move"] = arguments => Do(() => Move(server.Store, arguments.GetProperty("workers").GetInt32(), arguments.GetProperty("all").GetInt32())),
            ["reset"] = _ => Do(() =>
            {
                server.Requests.Reset();
                server.Writes.Reset();
            }),
            ["counts"] = _ => Task.FromResult<object?>(new SideCounts(server.Requests.Read(), server.Writes.Read())),
            ["responses"] = _ => Task.FromResult<object?>(ResponseCount.Of(server.Store, server.Store.All("Practitioner").Count)),
            ["sessions"] = _ => Task.FromResult<object?>(SessionCount.Of(server.Store)),
            ["communications"] = _ => Task.FromResult<object?>(CommunicationCount.Of(server.Store)),
            ["links"] = _ => Task.FromResult<object?>(Links(server.Store)),
        };
        await commands.RunAsync(new { url = server.BaseUrl });
    }

    private static Task<object?> Do(Action work)
    {
        work();
        return Task.FromResult<object?>(null);
    }

    /// <summary>Fills the registry with the Locations of so many workers, and with so many workers, all an hour old and older.</summary>
    private static void Seed(ResourceStore store, int workers, int places)
    {
        var time = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds() * 1000;
        foreach (var (id, location) in Workforce.Locations(places))
        {
            store.Put(location, "Location", id, null, time++);
        }

        for (var worker = 0; worker < workers; worker++)
        {
            store.Put(Workforce.Practitioner(worker), "Practitioner", Workforce.PractitionerId(worker), null, time++);
            var role = Workforce.Role(worker, workers);
            store.Put(role, "PractitionerRole", role.GetProperty("id").GetString(), null, time++);
        }
    }

    /// <summary>Fills the registry with Practitioners that name their contacts already.</summary>
    private static void SeedPeople(ResourceStore store, int contacts)
    {
        var time = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds() * 1000;
        for (var worker = 0; worker < contacts; worker++)
        {
            store.Put(Workforce.Practitioner(worker, Survey.Contact(worker)), "Practitioner", Workforce.PractitionerId(worker), null, time++);
        }
    }

    /// <summary>Gives the first workers another name, as an editor in the registry would.</summary>
    private static void Rename(ResourceStore store, int workers)
    {
        for (var worker = 0; worker < workers; worker++)
        {
            var id = Workforce.PractitionerId(worker);
            var before = store.Find("Practitioner", id)!;
            var family = Workforce.FamilyName(worker) + "\"";
            var text = System.Text.Encoding.UTF8.GetString(before.Json).Replace(family, family.Insert(family.Length - 1, " Renamed"), StringComparison.Ordinal);
            using var after = JsonDocument.Parse(text);
            store.Put(after.RootElement, "Practitioner", id, before.ETag);
        }
    }

    /// <summary>Moves the first workers to the next facility.</summary>
    private static void Move(ResourceStore store, int workers, int all)
    {
        for (var worker = 0; worker < workers; worker++)
        {
            var role = Workforce.MovedRole(worker, all);
            var id = role.GetProperty("id").GetString()!;
            store.Put(role, "PractitionerRole", id, store.Find("PractitionerRole", id)!.ETag);
        }
    }

    /// <summary>The contact that each Practitioner names, by the Practitioner's id; empty where it names none.</summary>
    private static Dictionary<string, string> Links(ResourceStore store) => store.All("Practitioner").ToDictionary(
        practitioner => practitioner.Id,
        practitioner => practitioner.Identifiers.SingleOrDefault(i => i.StartsWith(ContactUuid, StringComparison.Ordinal))?[ContactUuid.Length..] ?? "");
}
