namespace Mhero.Bench.Load.World;

/// <summary>
/// Health workers as a ministry's registry or RapidPro would hold them, made of their number alone, so that each side can
/// be filled and checked without asking the other. Nobody is real.
/// </summary>
internal static class Workforce
{
    /// <summary>Workers of one facility, roughly.</summary>
    private const int PerFacility = 50;

    private const int FacilitiesPerDistrict = 10;

    private static readonly string[] Given = ["Alice", "Bosco", "Claudine", "Diane", "Eric", "Florence", "Grace", "Herve", "Immaculee", "Jean"];
    private static readonly string[] Family = ["Uwase", "Habimana", "Mukamana", "Nshimiyimana", "Ingabire", "Mugisha", "Uwimana", "Niyonzima"];
    private static readonly string[] Cadres = ["Community health worker", "Nurse", "Midwife", "Clinical officer"];
    private static readonly string[] CadreCodes = ["3253", "2221", "2222", "2240"];

    /// <summary>Id of the Group of all workers.</summary>
    public const string GroupId = "everybody";

    public static int Facilities(int workers) => Math.Max(1, workers / PerFacility);

    public static int Districts(int workers) => Math.Max(2, Facilities(workers) / FacilitiesPerDistrict);

    public static string PractitionerId(int worker) => Id("worker", worker);

    public static string FamilyName(int worker) => $"{Family[worker / Given.Length % Family.Length]} {Number(worker)}";

    public static string Name(int worker) => $"{Given[worker % Given.Length]} {FamilyName(worker)}";

    /// <summary>A mobile number of Rwanda that is possible and valid, one for each of ten million workers.</summary>
    public static string Phone(int worker) => string.Create(CultureInfo.InvariantCulture, $"+25078{worker:D7}");

    public static string Cadre(int worker) => Cadres[worker % Cadres.Length];

    public static string FacilityName(int facility) => $"Health Centre {Number(facility)}";

    public static string DistrictName(int district) => $"District {Number(district)}";

    public static int FacilityOf(int worker, int workers) => worker % Facilities(workers);

    /// <summary>Where a worker goes who is moved.</summary>
    public static int NextFacilityOf(int worker, int workers) => (FacilityOf(worker, workers) + 1) % Facilities(workers);

    public static int DistrictOf(int facility, int workers) => facility % Districts(workers);

    public static string EmployeeNumber(int worker) => string.Create(CultureInfo.InvariantCulture, $"E{worker:D7}");

    /// <summary>A Practitioner as FHIR JSON, with the contact's UUID where there is one already.</summary>
    public static JsonElement Practitioner(int worker, Guid? contact = null) => Parse(Invariant($$"""
        {"resourceType":"Practitioner","id":"{{PractitionerId(worker)}}",
        "meta":{"profile":["http://ihris.org/fhir/StructureDefinition/ihris-practitioner"]},
        "identifier":[{"use":"official","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"EN"}]},"system":"http://registry.example.org/employee-number","value":"{{EmployeeNumber(worker)}}"}{{Link(contact)}}],
        "active":true,
        "name":[{"use":"official","text":"{{Name(worker)}}","family":"{{FamilyName(worker)}}","given":["{{Given[worker % Given.Length]}}"]}],
        "telecom":[{"system":"phone","value":"{{Phone(worker)}}","use":"mobile","rank":1},{"system":"email","value":"{{PractitionerId(worker)}}@example.org"}],
        "gender":"{{(worker % 2 == 0 ? "female" : "male")}}","birthDate":"{{1960 + (worker % 40)}}-{{1 + (worker % 12):D2}}-{{1 + (worker % 28):D2}}",
        "communication":[{"coding":[{"system":"urn:ietf:bcp:47","code":"rw"}]}]}
        """));

    /// <summary>The worker's one PractitionerRole.</summary>
    public static JsonElement Role(int worker, int workers) => Parse(Invariant($$"""
        {"resourceType":"PractitionerRole","id":"{{Id("role", worker)}}","active":true,
        "practitioner":{"reference":"Practitioner/{{PractitionerId(worker)}}"},
        "code":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.9.6.2.7","code":"{{CadreCodes[worker % CadreCodes.Length]}}","display":"{{Cadre(worker)}}"}]}],
        "location":[{"reference":"Location/{{Id("facility", FacilityOf(worker, workers))}}"}],"period":{"start":"2020-01-01"} }
        """));

    /// <summary>The worker's role after he was moved to the next facility.</summary>
    public static JsonElement MovedRole(int worker, int workers) => Parse(Role(worker, workers).GetRawText().Replace(
        Id("facility", FacilityOf(worker, workers)), Id("facility", NextFacilityOf(worker, workers)), StringComparison.Ordinal));

    /// <summary>A Group of all workers.</summary>
    public static JsonElement Group(int workers)
    {
        var members = Enumerable.Range(0, workers).Select(w => $$"""{"entity":{"reference":"Practitioner/{{PractitionerId(w)}}"} }""");
        return Parse($$"""{"resourceType":"Group","id":"{{GroupId}}","active":true,"type":"practitioner","actual":true,"member":[{{string.Join(',', members)}}]}""");
    }

    /// <summary>All Locations: the country, its districts, their facilities.</summary>
    public static IEnumerable<JsonElement> Locations(int workers)
    {
        yield return Location("country", "Rwanda", "jdn", null);
        for (var district = 0; district < Districts(workers); district++)
        {
            yield return Location(Id("district", district), DistrictName(district), "jdn", "country");
        }

        for (var facility = 0; facility < Facilities(workers); facility++)
        {
            yield return Location(Id("facility", facility), FacilityName(facility), "bu", Id("district", DistrictOf(facility, workers)));
        }
    }

    private static string Link(Guid? contact) => contact is null ? "" : $$""",{"system":"http://app.rapidpro.io/contact-uuid","value":"{{contact}}"}""";

    private static JsonElement Location(string id, string name, string level, string? parent)
    {
        var partOf = parent is null ? "" : $$""","partOf":{"reference":"Location/{{parent}}"}""";
        return Parse(Invariant($$"""
            {"resourceType":"Location","id":"{{id}}","status":"active","name":"{{name}}"{{partOf}},
            "physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"{{level}}"}]} }
            """));
    }

    private static string Id(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:D7}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static JsonElement Parse(string json) => JsonDocument.Parse(Encoding.UTF8.GetBytes(json)).RootElement;
}
