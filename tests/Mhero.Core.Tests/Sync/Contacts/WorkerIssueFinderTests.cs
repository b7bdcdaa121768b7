using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Batches;

namespace Mhero.Core.Tests.Sync.Contacts;

public sealed class WorkerIssueFinderTests
{
    [Fact]
    public void OfRegistry_FaultyValuesAndAnUnknownFacility_AreListedWithTheirValues()
    {
        var person = (Practitioner)Parse("""{"resourceType":"Practitioner","id":"p","gender":"F","name":[{"text":"Aline"}],"telecom":[{"system":"phone","value":"+250788123456"}]}""");
        var role = (PractitionerRole)Parse("""{"resourceType":"PractitionerRole","id":"r","active":"maybe","location":[{"reference":"Location/none"}]}""");
        var worker = new HealthWorker(person, [role]);
        var mapping = new ContactMappingOptions { DefaultRegion = "RW" };
        mapping.Fields["facility"] = new ContactFieldMap { Element = ContactElement.Facility };

        var issues = WorkerIssueFinder.OfRegistry(worker, new WorkerToProfile(mapping).Map(new WorkerSource(worker, PlaceIndex.Empty, new DateOnly(2026, 3, 4))));

        Assert.Equal(
            [(MappingCodes.FaultyValue, "Practitioner.gender", "F"), (MappingCodes.FaultyValue, "PractitionerRole.active", "maybe"), (MappingCodes.PlaceNotLoaded, "PractitionerRole.location", "Location/none")],
            issues.Select(i => (i.Code, i.Path, i.Value)).Order());
        Assert.All(issues, i => Assert.Equal("Practitioner/p", i.Worker));
    }

    private static Resource Parse(string json) => FhirJson.Parse(Encoding.UTF8.GetBytes(json));
}
