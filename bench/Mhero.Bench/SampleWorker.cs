using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Bench;

/// <summary>One health worker as either side has it: two numbers, one role, a facility in a district. Nobody is real.</summary>
internal static class SampleWorker
{
    private const string Registry = """
        {"resourceType":"Practitioner","id":"p1","meta":{"versionId":"3"},
        "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"EN"}]},"system":"http://registry.example.org/employee-number","value":"E0000001"}],
        "active":true,"name":[{"use":"official","family":"Uwase","given":["Alice","Grace"]}],
        "telecom":[{"system":"phone","value":"+250788123456","use":"mobile","rank":1},{"system":"phone","value":"0722 123 456","use":"work","rank":2},{"system":"email","value":"p1@example.org"}],
        "gender":"female","birthDate":"1984-05-17","communication":[{"coding":[{"system":"urn:ietf:bcp:47","code":"rw"}]}]}
        """;

    private const string Role = """
        {"resourceType":"PractitionerRole","id":"r1","active":true,"practitioner":{"reference":"Practitioner/p1"},
        "code":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.9.6.2.7","code":"3253","display":"Community health worker"}]}],
        "location":[{"reference":"Location/f1"}],"period":{"start":"2020-01-01"}}
        """;

    private const string Facility = """{"resourceType":"Location","id":"f1","status":"active","name":"Health Centre 1","partOf":{"reference":"Location/d1"}}""";

    private const string District = """
        {"resourceType":"Location","id":"d1","status":"active","name":"District 1",
        "physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"jdn"}]}}
        """;

    public static Guid ContactUuid { get; } = new("6ba7b810-9dad-41d1-80b4-00c04fd430c8");

    public static HealthWorker Worker { get; } = new(Parse<Practitioner>(Registry), [Parse<PractitionerRole>(Role)]);

    public static PlaceIndex Places { get; } = new([Parse<Location>(Facility), Parse<Location>(District)]);

    public static Contact Contact { get; } = new()
    {
        Uuid = ContactUuid,
        Name = "Alice Grace Uwase",
        Language = "kin",
        Urns = ["tel:+250788123456", "tel:+250722123456"],
        Fields = new Dictionary<string, string?>
        {
            ["globalid"] = "p1",
            ["mheroentitytype"] = "Practitioner",
            ["gender"] = "female",
            ["birth_date"] = "1984-05-17",
            ["cadre"] = "Community health worker",
            ["specialty"] = null,
            ["facility"] = "Health Centre 1",
            ["district"] = "District 1",
            ["employee_number"] = "E0000001",
        },
    };

    private static T Parse<T>(string json)
        where T : Resource => (T)FhirJson.Parse(Encoding.UTF8.GetBytes(json));
}
