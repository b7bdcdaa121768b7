using Firely.Fhir.Validation;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Snapshot;
using Hl7.Fhir.Specification.Source;
using Hl7.Fhir.Specification.Terminology;
using Mhero.Core.Tests.Mapping;
using Severity = Hl7.Fhir.Model.OperationOutcome.IssueSeverity;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Everything that <c>mhero up</c> leaves in the registry, read back and held against the R4 definitions by Firely's validator.</summary>
[Collection(CliTests.Collection)]
public sealed class ValidationTests(ExampleRun example)
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    private static readonly string[] SdcExtensions =
    [
        "sdc-questionnaire-templateExtract", "sdc-questionnaire-templateExtractContext", "sdc-questionnaire-templateExtractValue", "sdc-questionnaire-extractAllocateId",
        "sdc-questionnaire-definitionExtract", "sdc-questionnaire-definitionExtractValue", "sdc-questionnaire-observationExtract", "sdc-questionnaire-observation-extract-category",
    ];

    [Fact]
    public async Task FirstRound_EveryResource_IsValidR4()
    {
        var definitions = await DefinitionsAsync();
        var validator = new Validator(definitions, new LocalTerminologyService(definitions));
        using var http = new HttpClient();
        var faults = new List<string>();
        var count = 0;
        foreach (var type in await TypesAsync(http))
        {
            var page = JsonSerializer.Deserialize<Bundle>(await http.GetStringAsync(new Uri($"{example.Run.FhirServerBase}/{type}?_count=1000")), Json)!;
            foreach (var resource in page.Entry.Select(entry => entry.Resource!))
            {
                count++;
                faults.AddRange(validator.Validate(resource).Issue
                    .Where(issue => issue.Severity is not Severity.Information && !IsUndefinedHere(issue))
                    .Select(issue => $"{resource.TypeName}/{resource.Id} {issue.Severity} {string.Join(',', issue.Details?.Coding.Select(c => c.Code) ?? [])} {string.Join(',', issue.Expression)}: {issue.Details?.Text}"));
            }
        }

        Assert.True(count > 340, $"Only {count} resources were found.");
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(50)));
    }

    /// <summary>A report names its Measure with the version, and the registry has that Measure, with the groups and populations that are counted.</summary>
    [Fact]
    public async Task FirstRound_MeasureReports_NameAMeasureOfTheRegistry()
    {
        var measures = (await example.AllAsync<Measure>()).ToDictionary(measure => $"{measure.Url}|{measure.Version}");
        var reports = await example.AllAsync<MeasureReport>();

        Assert.NotEmpty(reports);
        Assert.All(reports, report =>
        {
            var measure = measures[report.Measure!];
            Assert.Equal(
                measure.Group.SelectMany(group => group.Population.Select(population => (CodeOf(group.Code), CodeOf(population.Code)))),
                report.Group.SelectMany(group => group.Population.Select(population => (CodeOf(group.Code), CodeOf(population.Code)))));
            Assert.All([report.Date, report.Period!.Start, report.Period.End], time => Assert.Equal("2026-01-01T00:00:00+00:00".Length, time!.Length));
        });
    }

    [Fact]
    public async Task FirstRound_Responses_SayWhomTheyAreAbout()
    {
        var responses = await example.AllAsync<QuestionnaireResponse>();
        var places = (await example.AllAsync<Location>()).Select(place => $"Location/{place.Id}");
        var workers = (await example.AllAsync<Practitioner>()).Select(worker => $"Practitioner/{worker.Id}");
        var known = places.Concat(workers).ToHashSet(StringComparer.Ordinal);

        // Her second telephone waits in a review: the contact is what is known of whom the answers are about.
        var second = example.Run.Simulator!.Workspace.FindByUrn("tel:+250788000302")!.Uuid.ToString();
        Assert.All(responses, response => Assert.True(
            response.Subject?.Reference is { } reference ? known.Contains(reference) : response.Subject?.Identifier?.Value == second,
            $"{response.Questionnaire} {response.Id} is about {response.Subject?.Reference ?? response.Subject?.Identifier?.Value ?? "nobody"}"));
        Assert.All(
            responses.Where(response => response.Questionnaire!.Contains("my-vaccination", StringComparison.Ordinal)),
            response => Assert.Equal(response.Source!.Reference, response.Subject!.Reference));
    }

    /// <summary>Communication.inResponseTo names the Communication of the broadcast to the one who acknowledges.</summary>
    [Fact]
    public async Task FirstRound_Acknowledgements_AnswerTheBroadcastsCommunication()
    {
        var communications = await example.AllAsync<Communication>();
        var requests = await example.AllAsync<CommunicationRequest>();
        var answers = communications.Where(communication => communication.Identifier.Exists(id => id.System == "http://example.org/fhir/acknowledgement")).ToList();

        Assert.Equal(3, answers.Count);
        Assert.All(answers, answer =>
        {
            var named = Assert.Single(answer.InResponseTo);
            Assert.Equal("Communication", named.Type);
            var sent = Assert.Single(communications, communication => communication.Identifier.Exists(id => id.System == named.Identifier!.System && id.Value == named.Identifier.Value));
            Assert.Equal(answer.Sender!.Reference, Assert.Single(sent.Recipient).Reference);
            var request = Assert.Single(requests, request => sent.BasedOn.Exists(based => based.Reference == $"CommunicationRequest/{request.Id}"));
            Assert.Contains(request.Identifier, id => id.System == answer.BasedOn[0].Identifier!.System && id.Value == answer.BasedOn[0].Identifier!.Value);
        });
    }

    [Fact]
    public async Task FirstRound_Immunizations_NameTheDiseaseAndOneWasNotDone()
    {
        var immunizations = await example.AllAsync<Immunization>();

        Assert.All(immunizations, immunization => Assert.NotEmpty(Assert.Single(immunization.ProtocolApplied).TargetDisease.SelectMany(disease => disease.Coding)));
        var notDone = Assert.Single(immunizations, immunization => immunization.Status == Immunization.ImmunizationStatusCodes.NotDone);
        Assert.Equal("MEDPREC", CodeOf(notDone.StatusReason));
        Assert.All(immunizations.Where(immunization => immunization != notDone), immunization => Assert.Null(immunization.StatusReason));
    }

    /// <summary>What mCSD 4.0.0 requires of FacilityLocation, JurisdictionLocation and their Organizations.</summary>
    [Fact]
    public async Task FirstRound_Places_AreThoseOfMcsd()
    {
        const string Types = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types";
        var organizations = (await example.AllAsync<Organization>()).ToDictionary(organization => $"Organization/{organization.Id}");
        var locations = await example.AllAsync<Location>();

        Assert.Equal(11, locations.Count);
        Assert.All(locations, location =>
        {
            var type = Assert.Single(location.Type.SelectMany(concept => concept.Coding), coding => coding.System == Types).Code;
            Assert.Equal(type == "facility" ? 2 : 1, location.Type.Count);
            var manager = organizations[location.ManagingOrganization!.Reference!];
            Assert.Equal(location.Name, manager.Name);
            Assert.Contains(manager.Type.SelectMany(concept => concept.Coding), coding => coding.System == Types && coding.Code == type);
            Assert.Equal(location.PartOf is null, manager.PartOf is null);
            Assert.True(manager.PartOf is null || organizations.ContainsKey(manager.PartOf.Reference!));
        });
    }

    [Fact]
    public async Task FirstRound_Practitioners_HaveAName() =>
        Assert.All(await example.AllAsync<Practitioner>(), worker => Assert.Contains(worker.Name, name => name.Family is not null || name.Text is not null));

    /// <summary>The definitions of R4, and those of mHero's extensions as they are published.</summary>
    private static async System.Threading.Tasks.Task<CachedResolver> DefinitionsAsync()
    {
        var standard = new CachedResolver(ZipSource.CreateValidationSource());
        var bundle = JsonSerializer.Deserialize<Bundle>(await File.ReadAllTextAsync(Path.Combine(MappingFiles.Root, "docs", "fhir", "extensions.json")), Json)!;
        var own = bundle.Entry.Select(entry => (StructureDefinition)entry.Resource!).ToArray();
        var snapshots = new SnapshotGenerator(standard);
        foreach (var extension in own)
        {
            await snapshots.UpdateAsync(extension);
        }

        return new CachedResolver(new MultiResolver(new InMemoryResourceResolver(own), standard));
    }

    /// <summary>
    /// A warning that the validator's definitions, and not the resource, are the reason of: R4 does not include the guide Structured Data Capture,
    /// whose extensions the extraction tests execute, nor the code system of media types, which has no list of codes.
    /// </summary>
    private static bool IsUndefinedHere(OperationOutcome.IssueComponent issue) =>
        issue.Details is { } details && details.Coding.FirstOrDefault()?.Code switch
        {
            // Its requirements have a test of their own.
            "4000" => details.Text!.Contains("'https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-Measure'", StringComparison.Ordinal),
            _ when issue.Severity is not Severity.Warning => false,
            "4009" => SdcExtensions.Any(name => details.Text!.Contains($"'http://hl7.org/fhir/uv/sdc/StructureDefinition/{name}'", StringComparison.Ordinal)),
            "6006" => details.Text!.Contains("cannot find codesystem 'urn:ietf:bcp:13'", StringComparison.Ordinal),
            _ => false,
        };

    private static string? CodeOf(CodeableConcept? concept) => concept?.Coding.Select(coding => coding.Code).FirstOrDefault();

    private async Task<List<string>> TypesAsync(HttpClient http)
    {
        var statement = JsonSerializer.Deserialize<CapabilityStatement>(await http.GetStringAsync(new Uri($"{example.Run.FhirServerBase}/metadata")), Json)!;
        return [.. statement.Rest[0].Resource.Select(resource => resource.TypeElement.JsonValue as string).OfType<string>()];
    }
}
