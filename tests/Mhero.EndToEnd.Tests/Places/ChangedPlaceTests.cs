using System.Net.Http.Json;
using Hl7.Fhir.Model;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Places;

/// <summary>A facility or district is renamed or moved, and nothing about its workers changes but that.</summary>
public sealed class ChangedPlaceTests(PlaceWorld world) : IClassFixture<PlaceWorld>
{
    [Fact]
    public async Task Facility_Renamed_ReachesTheContactsOfItsWorkersAndNoOthers()
    {
        var facility = await world.AddPlaceAsync("Old Clinic");
        var other = await world.AddPlaceAsync("Other Clinic");
        var (one, _) = await world.AddStaffAsync(facility);
        var (two, _) = await world.AddStaffAsync(facility);
        var (elsewhere, _) = await world.AddStaffAsync(other);
        await world.SettleAsync();
        Assert.Equal(facility.Name, world.PlacesOf(one).Facility);
        world.RapidPro.Requests.Reset();

        var name = PlaceWorld.NewName("New Clinic");
        await world.EditAsync(facility, f => f.Name = name);
        await world.RoundAsync();

        Assert.Equal((name, name, other.Name), (world.PlacesOf(one).Facility, world.PlacesOf(two).Facility, world.PlacesOf(elsewhere).Facility));
        Assert.Equal(2, world.ContactWrites);
    }

    [Fact]
    public async Task Facility_MovedToAnotherDistrict_TakesItsWorkersAlong()
    {
        var (north, south) = (await world.AddDistrictAsync("North"), await world.AddDistrictAsync("South"));
        var facility = await world.AddPlaceAsync("Moving Clinic", north);
        var (number, _) = await world.AddStaffAsync(facility);
        await world.SettleAsync();
        Assert.Equal((facility.Name, north.Name), world.PlacesOf(number));

        await world.EditAsync(facility, f => f.PartOf = new ResourceReference($"Location/{south.Id}"));
        await world.RoundAsync();

        Assert.Equal((facility.Name, south.Name), world.PlacesOf(number));
    }

    [Fact]
    public async Task District_RenamedFarAboveTheFacility_ReachesTheContacts()
    {
        var district = await world.AddDistrictAsync("Old District");
        var sector = await world.AddPlaceAsync("Sector", district);
        var hospital = await world.AddPlaceAsync("Hospital", sector);
        var ward = await world.AddPlaceAsync("Ward", hospital);
        var (number, _) = await world.AddStaffAsync(ward);
        await world.SettleAsync();
        Assert.Equal((ward.Name, district.Name), world.PlacesOf(number));

        var name = PlaceWorld.NewName("New District");
        await world.EditAsync(district, d => d.Name = name);
        await world.RoundAsync();

        Assert.Equal((ward.Name, name), world.PlacesOf(number));
    }

    [Fact]
    public async Task Place_ChangedInWhatNoContactShows_WritesNothing()
    {
        var district = await world.AddDistrictAsync("Quiet District");
        var (number, _) = await world.AddStaffAsync(await world.AddPlaceAsync("Quiet Clinic", district));
        await world.SettleAsync();
        world.RapidPro.Requests.Reset();
        world.Proxy.Reset();

        await world.EditAsync(district, d => d.Description = "Now with a description");
        world.Proxy.Reset();
        await world.RoundAsync();

        Assert.Contains(world.Proxy.Calls, c => c.Path.Contains("PractitionerRole?location=", StringComparison.Ordinal));
        Assert.Equal(0, world.ContactWrites);
        Assert.Empty(world.Proxy.Calls.SelectMany(c => c.Writes));
        Assert.Equal(district.Name, world.PlacesOf(number).District);
    }

    [Fact]
    public async Task Places_PartOfEachOther_AreGoneThroughOnce()
    {
        var one = await world.AddPlaceAsync("Circle One");
        var two = await world.AddPlaceAsync("Circle Two", one);
        await world.EditAsync(one, p => p.PartOf = new ResourceReference($"Location/{two.Id}"));
        var (number, _) = await world.AddStaffAsync(two);
        await world.SettleAsync();

        var name = PlaceWorld.NewName("Circle Three");
        await world.EditAsync(two, p => p.Name = name);
        world.Proxy.Reset();
        await world.RoundAsync();

        Assert.Equal(name, world.PlacesOf(number).Facility);
        Assert.Equal(2, world.Proxy.Calls.Count(c => c.Path.Contains("Location?partof=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task QuietReading_CostsOneRequestPerPoller()
    {
        await world.AddStaffAsync(await world.AddPlaceAsync("Any Clinic", await world.AddDistrictAsync("Any District")));
        await world.SettleAsync();
        world.Proxy.Reset();

        await world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await world.Host.WaitUntilIdleAsync();

        var types = world.Proxy.Calls.Select(c => $"{c.Method} {c.Path.Split('?')[0].Split('/')[^1]}");
        Assert.Equal(["GET Location", "GET PractitionerRole", "GET Practitioner"], types);
    }

    /// <summary>A memory of its own that has read nothing yet: all workers are read anyway, so nobody is looked for by place.</summary>
    [Fact]
    public async Task FirstReading_OnlyTakesThePosition()
    {
        var (number, _) = await world.AddStaffAsync(await world.AddPlaceAsync("First Clinic"));
        await using var host = await world.StartHostAsync(world.NewSettings());
        world.Proxy.Reset();

        await world.RoundAsync(host);

        Assert.DoesNotContain(world.Proxy.Calls, c => c.Path.Contains("PractitionerRole?location=", StringComparison.Ordinal));
        Assert.NotNull(world.PlacesOf(number).Facility);
    }

    /// <summary>Batches are handled by whichever instance takes them, and each remembers places by itself.</summary>
    [Fact]
    public async Task OtherInstance_ThatRemembersTheOldName_AsksAnewAfterTheReading()
    {
        var facility = await world.AddPlaceAsync("Remembered Clinic");
        var (number, _) = await world.AddStaffAsync(facility);
        await world.SettleAsync();
        await using var other = await world.StartHostAsync();
        Assert.Equal(facility.Name, await AskFacilityAsync(other, number));
        var name = PlaceWorld.NewName("Forgotten Clinic");
        await world.EditAsync(facility, f => f.Name = name);

        // It does remember, so that the test can fail.
        Assert.Equal(facility.Name, await AskFacilityAsync(other, number));

        await world.Host.InvokeTimerAsync(nameof(SyncRegistry));

        Assert.Equal(name, await AskFacilityAsync(other, number));
    }

    [Fact]
    public async Task Registry_FailsWhileWorkersAreLookedFor_NextReadingFindsThem()
    {
        var facility = await world.AddPlaceAsync("Unlucky Clinic");
        var (number, _) = await world.AddStaffAsync(facility);
        await world.SettleAsync();
        var name = PlaceWorld.NewName("Lucky Clinic");
        await world.EditAsync(facility, f => f.Name = name);
        world.Proxy.Plan = call => call.Path.Contains("PractitionerRole?location=", StringComparison.Ordinal) ? FhirFault.Unavailable : FhirFault.None;

        await world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await world.Host.WaitUntilIdleAsync();

        Assert.NotEqual(0, world.Proxy.Faults);
        Assert.Equal(facility.Name, world.PlacesOf(number).Facility);
        world.Proxy.Reset();
        await world.RoundAsync();
        Assert.Equal(name, world.PlacesOf(number).Facility);
    }

    [Fact]
    public async Task DistrictOfManyWorkers_GoesInBatches()
    {
        const int Workers = 120;
        var district = await world.AddDistrictAsync("Large District");
        var facilities = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => world.AddPlaceAsync("Facility", district)));
        var staff = await Task.WhenAll(Enumerable.Range(0, Workers).Select(n => world.AddStaffAsync(facilities[n % facilities.Length])));
        await world.SettleAsync();
        world.RapidPro.Requests.Reset();

        var name = PlaceWorld.NewName("Larger District");
        await world.EditAsync(district, d => d.Name = name);
        world.Proxy.Reset();
        await world.RoundAsync();

        Assert.All(staff, s => Assert.Equal(name, world.PlacesOf(s.Number).District));
        Assert.Equal(Workers, world.ContactWrites);

        // The district, and its facilities by fifties; each search is answered in a page or two.
        Assert.InRange(world.Proxy.Calls.Count(c => c.Path.Contains("PractitionerRole?location=", StringComparison.Ordinal)), 3, 8);
        world.RapidPro.Requests.Reset();
        await world.RoundAsync();
        Assert.Equal(0, world.ContactWrites);
    }

    /// <summary>The facility as an instance knows it.</summary>
    private async Task<string?> AskFacilityAsync(FunctionsHost host, string number)
    {
        var contact = world.ContactOf(number);
        using var http = new HttpClient { DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey }, { "X-Mhero-Secret", SyncWorld.WebhookSecret } } };
        using var response = await http.PostAsJsonAsync(
            new Uri(host.BaseUrl, "/api/rapidpro/lookup"), new { question = "contact", contact = contact.Uuid, urn = contact.Urns[0] });
        return (string?)(await response.Content.ReadFromJsonAsync<JsonObject>())!["facility"];
    }
}
