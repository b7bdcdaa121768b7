using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Groups;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Places;

/// <summary>Groups by facility and district follow places as contact fields do.</summary>
public sealed class PlaceGroupTests(PlaceGroupTests.World world) : IClassFixture<PlaceGroupTests.World>
{
    private const string Types = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types";

    [Fact]
    public async Task Facility_MovedToAnotherDistrict_TakesItsWorkersIntoItsGroup()
    {
        var (north, south) = (await AddDistrictAsync("Move North"), await AddDistrictAsync("Move South"));
        var facility = await world.AddAsync(new Location { Name = "Move Clinic", PartOf = new($"Location/{north.Id}") });
        var (contact, _, _) = await world.AddNurseAsync("Move Nurse", facility);
        await world.ReadGroupsAsync();
        Assert.Equal(["Staff of Move Clinic", "Workers in Move North"], world.GroupsOf(contact).Order(StringComparer.Ordinal));

        await world.Fhir.UpdateAsync<Location>(facility.Id!, l =>
        {
            l.PartOf = new($"Location/{south.Id}");
            return l;
        });
        await world.ReadGroupsAsync();

        Assert.Equal(["Staff of Move Clinic", "Workers in Move South"], world.GroupsOf(contact).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pair_NamedByEitherHalf_IsOneGroupAndFollowsTheOrganizations()
    {
        var district = await AddOrganizationAsync("Pair District", "jurisdiction", null);
        var organization = await AddOrganizationAsync("Pair Organization", "facility", district);
        var location = await world.AddAsync(new Location
        {
            Name = "Pair Clinic",
            Type = [new CodeableConcept(Types, "facility")],
            ManagingOrganization = new($"Organization/{organization.Id}"),
        });
        var (one, _, _) = await world.AddNurseAsync("Pair Nurse", location);
        var (two, _, role) = await world.AddNurseAsync("Pair Nurse");
        await world.Fhir.UpdateAsync<PractitionerRole>(role.Id!, r =>
        {
            r.Organization = new($"Organization/{organization.Id}");
            return r;
        });
        await world.ReadGroupsAsync();
        Assert.Equal(["Staff of Pair Clinic", "Workers in Pair District"], world.GroupsOf(one).Order(StringComparer.Ordinal));
        Assert.Equal(world.GroupsOf(one).Order(StringComparer.Ordinal), world.GroupsOf(two).Order(StringComparer.Ordinal));

        await world.Fhir.UpdateAsync<Organization>(district.Id!, o =>
        {
            o.Name = "Pair District Renamed";
            return o;
        });
        await world.ReadGroupsAsync();

        Assert.Contains("Workers in Pair District Renamed", world.GroupsOf(one));
        Assert.Contains("Workers in Pair District Renamed", world.GroupsOf(two));
    }

    private Task<Location> AddDistrictAsync(string name) => world.AddAsync(new Location
    {
        Name = name,
        PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", "jdn"),
    });

    private Task<Organization> AddOrganizationAsync(string name, string type, Organization? above) => world.AddAsync(new Organization
    {
        Name = name,
        Type = [new CodeableConcept(Types, type)],
        PartOf = above is null ? null : new($"Organization/{above.Id}"),
    });

    public sealed class World : GroupWorld
    {
        public override Dictionary<string, string?> NewSettings()
        {
            var settings = SettingsFor(("Rules:facility:Name", "Staff of {facility}"), ("Rules:district:Name", "Workers in {district}"));
            settings["Mhero:Cache:PlacesMaxAge"] = "01:00:00";
            return settings;
        }
    }
}
