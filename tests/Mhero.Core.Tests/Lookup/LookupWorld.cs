using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Lookup;

/// <summary>Two districts with facilities, and Aline, who works at the first and whose contact asks.</summary>
internal sealed class LookupWorld : IDisposable
{
    public static readonly Guid Aline = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
    public static readonly Guid Stranger = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02");

    public LookupWorld(params (string Name, string Value)[] settings)
    {
        Registry = new RegistryApp(settings);
        AddPlace("rw", "Rwanda", null, "jdn", null);
        AddPlace("musanze", "Musanze", "D-43", "jdn", "rw");
        AddPlace("huye", "Huye", "D-24", "jdn", "rw");
        AddPlace("m1", "Muhoza Health Centre", "F-M1", "bu", "musanze");
        AddPlace("m2", "Kinigi Health Centre", "F-M2", "bu", "musanze");
        AddPlace("h1", "Sovu Clinic", "F-H1", "bu", "huye");
        AddWorker("aline", "Uwera", "Aline", $$"""{"system":"{{MheroSystems.ContactUuid}}","value":"{{Aline}}"}""", """,{"system":"http://example.org/employee","value":"RW-1001"}""");
        AddRole("r-aline", "aline", "m1", """{"text":"Nurse"}""");
    }

    public RegistryApp Registry { get; }

    public void Dispose() => Registry.Dispose();

    /// <summary>Asks as Aline.</summary>
    public Task<LookupReply> AskAsync(LookupRequest request) =>
        Registry.Get<LookupService>().AskAsync(request.Contact is null && request.Urn is null ? request with { Contact = Aline } : request, CancellationToken.None);

    public void AddPlace(string id, string name, string? code, string type, string? partOf, string system = "http://example.org/facility") => Registry.Put($$"""
        {"resourceType":"Location","id":"{{id}}","status":"active","name":"{{name}}",
         {{(code is null ? "" : $$"""
        "identifier":[{"system":"{{system}}","value":"{{code}}"}],
        """)}}
         {{(partOf is null ? "" : $$"""
        "partOf":{"reference":"Location/{{partOf}}"},
        """)}}
         "physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"{{type}}"}]} }
        """);

    public void AddWorker(string id, string family, string given, params string[] identifiers) => Registry.Put($$"""
        {"resourceType":"Practitioner","id":"{{id}}","active":true,"name":[{"family":"{{family}}","given":["{{given}}"]}],
         "communication":[{"coding":[{"system":"urn:ietf:bcp:47","code":"rw"}]}],"identifier":[{{string.Concat(identifiers)}}]}
        """);

    /// <summary>Adds a role; <paramref name="more"/> are further members, each after a comma.</summary>
    public void AddRole(string id, string worker, string location, string code, string more = "") => Registry.Put($$"""
        {"resourceType":"PractitionerRole","id":"{{id}}","practitioner":{"reference":"Practitioner/{{worker}}"},"location":[{"reference":"Location/{{location}}"}],"code":[{{code}}]{{more}}}
        """);

    /// <summary>Notes workers as the owners of a number, as the pollers do.</summary>
    public Task OwnAsync(string number, params string[] workers) => Registry.Get<ContactLedger>().IndexAsync(
        [.. workers.Select(worker => new OwnerChange(ContactLedger.NumberKey(number), worker, null, true))], CancellationToken.None);

    /// <summary>Notes a contact, as the pollers do.</summary>
    public Task KnowAsync(Guid contact, string? worker, params string[] urns) => Registry.Get<ContactLedger>().TryAddAsync(
        [new Document(ContactLedger.ContactKey(contact), SyncJson.Write(new ContactRow { Worker = worker, Contact = new Contact { Uuid = contact, Urns = urns } }), null)], CancellationToken.None);

    public static Urn UrnOf(string text) => Urn.TryParse(text, out var urn) ? urn : throw new ArgumentException(text);
}
