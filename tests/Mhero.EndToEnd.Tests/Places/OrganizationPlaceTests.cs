using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Functions.Timers;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Places;

/// <summary>Registries whose roles name Organizations, as IHE mCSD allows, with and without the Locations that are their other halves.</summary>
public sealed class OrganizationPlaceTests(PlaceWorld world) : IClassFixture<PlaceWorld>
{
    private const string Types = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types";

    [Fact]
    public async Task Role_WithFacilityOrganizationAlone_FillsFacilityAndDistrict()
    {
        var district = await AddOrganizationAsync("Gasabo", "jurisdiction");
        var facility = await AddOrganizationAsync("Kinyinya", "facility", district);
        var number = await AddStaffAsync(facility);

        await world.SettleAsync();

        Assert.Equal((facility.Name, district.Name), world.PlacesOf(number));
    }

    [Fact]
    public async Task Pair_IsOnePlaceWhicheverHalfTheRoleNames()
    {
        var district = await AddOrganizationAsync("Huye", "jurisdiction");
        var organization = await AddOrganizationAsync("Rango Organization", "facility", district);
        var location = await AddHalfAsync("Rango Health Centre", organization, "facility");
        var byOrganization = await AddStaffAsync(organization);
        var (byLocation, _) = await world.AddStaffAsync(location);

        await world.SettleAsync();

        Assert.Equal((location.Name, district.Name), world.PlacesOf(byOrganization));
        Assert.Equal((location.Name, district.Name), world.PlacesOf(byLocation));
    }

    [Fact]
    public async Task Role_WithMinistryAlone_HasNoFacility()
    {
        var number = await AddStaffAsync(await AddOrganizationAsync("Ministry", "govt"));

        await world.SettleAsync();

        Assert.Equal((null, null), world.PlacesOf(number));
    }

    [Fact]
    public async Task Organization_RenamedOrMoved_ReachesTheContacts()
    {
        var (north, south) = (await AddOrganizationAsync("North", "jurisdiction"), await AddOrganizationAsync("South", "jurisdiction"));
        var facility = await AddOrganizationAsync("Old Post", "facility", north);
        var location = await AddHalfAsync("Paired Clinic", await AddOrganizationAsync("Paired Clinic Organization", "facility", north), "facility");
        var number = await AddStaffAsync(facility);
        var (paired, _) = await world.AddStaffAsync(location);
        await world.SettleAsync();
        Assert.Equal((facility.Name, north.Name), world.PlacesOf(number));

        var name = PlaceWorld.NewName("New Post");
        await world.EditAsync(facility, f => f.Name = name);
        await world.RoundAsync();
        Assert.Equal((name, north.Name), world.PlacesOf(number));

        // The district's name, far above: by Organizations to the one, and by the other half to the one with a Location.
        var renamed = PlaceWorld.NewName("Far North");
        await world.EditAsync(north, n => n.Name = renamed);
        await world.RoundAsync();
        Assert.Equal((name, renamed), world.PlacesOf(number));
        Assert.Equal((location.Name, renamed), world.PlacesOf(paired));

        await world.EditAsync(facility, f => f.PartOf = new ResourceReference($"Organization/{south.Id}"));
        await world.RoundAsync();
        Assert.Equal((name, south.Name), world.PlacesOf(number));
    }

    [Fact]
    public async Task OtherHalf_AddedLaterAndRenamed_ReachesThoseWhoseRoleNamesTheOrganization()
    {
        var organization = await AddOrganizationAsync("Half Organization", "facility");
        var number = await AddStaffAsync(organization);
        await world.SettleAsync();
        Assert.Equal(organization.Name, world.PlacesOf(number).Facility);

        var location = await AddHalfAsync("Half Location", organization, "facility");
        await world.RoundAsync();
        Assert.Equal(location.Name, world.PlacesOf(number).Facility);

        var name = PlaceWorld.NewName("Half Renamed");
        await world.EditAsync(location, l => l.Name = name);
        await world.RoundAsync();
        Assert.Equal(name, world.PlacesOf(number).Facility);
    }

    [Fact]
    public async Task SeveralRoles_TheOneThatBeganLastIsShown_WhateverTheirOrder()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Several Roles", number);
        var (first, second, over) = (await world.AddPlaceAsync("First"), await world.AddPlaceAsync("Second"), await world.AddPlaceAsync("Over"));
        await world.AddRoleAsync(worker, r => (r.Location, r.Period) = ([new($"Location/{second.Id}")], new Period { Start = "2023-06" }));
        await world.AddRoleAsync(worker, r => (r.Location, r.Period) = ([new($"Location/{first.Id}")], new Period { Start = "2021-01-01" }));
        await world.AddRoleAsync(worker, r => (r.Location, r.Period) = ([new($"Location/{over.Id}")], new Period { Start = "2024-01-01", End = "2024-12-31" }));
        await world.AddRoleAsync(worker, r => (r.Location, r.Period, r.Active) = ([new($"Location/{over.Id}")], new Period { Start = "2025-01-01" }, false));

        await world.SettleAsync();

        Assert.Equal(second.Name, world.PlacesOf(number).Facility);
    }

    [Fact]
    public async Task Contact_NamesAnotherFacility_RoleGetsTheLocationAndKeepsItsOrganization()
    {
        var organization = await AddOrganizationAsync("Kept Organization", "facility");
        var hospital = await world.AddPlaceAsync("Chosen Hospital");
        var number = await AddStaffAsync(organization);
        await world.SettleAsync();

        world.RapidPro.Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["facility"] = hospital.Name } });
        await world.SettleAsync();

        var worker = (await world.Fhir.SearchAsync(new Core.Fhir.FhirSearch("PractitionerRole").Where("organization", $"Organization/{organization.Id}"))).Matches;
        var role = Assert.IsType<PractitionerRole>(Assert.Single(worker));
        Assert.Equal($"Location/{hospital.Id}", role.Location.Single().Reference);
        Assert.Equal(hospital.Name, world.PlacesOf(number).Facility);
    }

    /// <summary>The facility cannot be taken away where the role does not name it; that must not go round for ever.</summary>
    [Fact]
    public async Task Contact_FacilityTakenAway_ComesToRest()
    {
        var number = await AddStaffAsync(await AddOrganizationAsync("Firm Organization", "facility"));
        await world.SettleAsync();

        world.RapidPro.Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["facility"] = null } });
        await world.SettleAsync();
        world.Proxy.Reset();
        await world.RoundAsync();

        Assert.Empty(world.Proxy.Calls.SelectMany(c => c.Writes));
    }

    [Fact]
    public async Task QuietReading_WithOrganizations_CostsOneRequestPerPoller()
    {
        await AddStaffAsync(await AddOrganizationAsync("Quiet Organization", "facility"));
        await world.SettleAsync();
        world.Proxy.Reset();

        await world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await world.Host.WaitUntilIdleAsync();

        var types = world.Proxy.Calls.Select(c => $"{c.Method} {c.Path.Split('?')[0].Split('/')[^1]}");
        Assert.Equal(["GET Location", "GET Organization", "GET PractitionerRole", "GET Practitioner"], types);
    }

    private Task<Organization> AddOrganizationAsync(string name, string type, Organization? above = null) => world.AddAsync(new Organization
    {
        Name = PlaceWorld.NewName(name),
        Type = [new CodeableConcept(Types, type)],
        PartOf = above is null ? null : new ResourceReference($"Organization/{above.Id}"),
    });

    private Task<Location> AddHalfAsync(string name, Organization organization, string type) => world.AddAsync(new Location
    {
        Name = PlaceWorld.NewName(name),
        Type = [new CodeableConcept(Types, type)],
        ManagingOrganization = new ResourceReference($"Organization/{organization.Id}"),
    });

    private async Task<string> AddStaffAsync(Organization organization)
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Organized Worker", number);
        await world.AddRoleAsync(worker, r => r.Organization = new ResourceReference($"Organization/{organization.Id}"));
        return number;
    }
}
