using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Places;

/// <summary>The world of the contacts with its requests to the registry counted, and places remembered for longer than any test takes.</summary>
public class PlaceWorld : SyncWorld
{
    private static int _nextName;

    public FhirProxy Proxy { get; private set; } = null!;

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:Cache:PlacesMaxAge"] = "01:00:00";
        return settings;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string name) => $"{name} {Interlocked.Increment(ref _nextName)}";

    public Task<Location> AddPlaceAsync(string name, Location? above = null, string? kind = null) => AddAsync(new Location
    {
        Name = NewName(name),
        PartOf = above is null ? null : new ResourceReference($"Location/{above.Id}"),
        PhysicalType = kind is null ? null : new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", kind),
    });

    public Task<Location> AddDistrictAsync(string name, Location? above = null) => AddPlaceAsync(name, above, "jdn");

    /// <summary>A worker with a role at places, the telephone number telling him from others.</summary>
    public async Task<(string Number, PractitionerRole Role)> AddStaffAsync(params Location[] places)
    {
        var number = NewNumber();
        var worker = await AddWorkerAsync("Placed Worker", number);
        var role = await AddRoleAsync(worker, r => r.Location = [.. places.Select(p => new ResourceReference($"Location/{p.Id}"))]);
        return (number, role);
    }

    public Task<PractitionerRole> AddRoleAsync(Practitioner worker, Action<PractitionerRole> set)
    {
        var role = new PractitionerRole { Active = true, Practitioner = new ResourceReference($"Practitioner/{worker.Id}") };
        set(role);
        return AddAsync(role);
    }

    public Task EditAsync<T>(T resource, Action<T> edit)
        where T : DomainResource => Fhir.UpdateAsync<T>(resource.Id!, r =>
        {
            edit(r);
            return r;
        });

    /// <summary>The contact's facility and district.</summary>
    public (string? Facility, string? District) PlacesOf(string number)
    {
        var fields = ContactOf(number).Fields;
        return (fields.GetValueOrDefault("facility"), fields.GetValueOrDefault("district"));
    }

    /// <summary>How many contacts were written since the requests were last reset.</summary>
    public long ContactWrites => RapidPro.Requests.Count("POST", "contacts");

    protected override async Task<Uri> OpenFhirAsync(Uri server)
    {
        Proxy = await FhirProxy.StartAsync(server);
        return Proxy.BaseUrl;
    }
}
