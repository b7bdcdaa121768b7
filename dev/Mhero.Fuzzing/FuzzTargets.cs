using Mhero.Cli.Conversion;
using Mhero.Core;
using Mhero.Core.Dhis2;
using Mhero.Core.Floip;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Engine;
using Mhero.Functions.Http;

namespace Mhero.Fuzzing;

/// <summary>All readers of foreign input.</summary>
internal static class FuzzTargets
{
    private static readonly Core.Mapping.Phones.PhoneNumbers Phones = new("RW");

    private static readonly Lazy<IReadOnlyList<byte[]>> Containers = new(() => [.. Corpus.Named("flow.json").Select(f => Encoding.UTF8.GetBytes(FloipConversion.ToContainer(f, []).Json))]);

    /// <summary>The targets over an app in memory.</summary>
    /// <param name="world">The app.</param>
    public static IReadOnlyList<FuzzTarget> All(FuzzWorld world) => [.. Endpoints(world), .. Answers(world), .. Files()];

    private const string FailedSubject = "Practitioner/1";

    private static readonly string[] Payloads =
    [
        """{"payload":{"items":[{"worker":"Practitioner/1"}]},"version":"1"}""",
        """{"payload":"{\"items\":[{\"worker\":\"Practitioner/1\"}]}"}""",
    ];

    private static IEnumerable<FuzzTarget> Endpoints(FuzzWorld world)
    {
        var services = world.App.Services;
        var questionnaires = Corpus.Named("questionnaire.json");
        yield return Handled(world, HttpTarget.Of(services, typeof(ReceiveWebhook), [Encoding.UTF8.GetBytes(Samples.Webhook)]));
        yield return Handled(world, HttpTarget.Of(services, typeof(ReceiveResthook), [Encoding.UTF8.GetBytes(Samples.Webhook)]));
        yield return HttpTarget.Of(services, typeof(AnswerLookup), [Encoding.UTF8.GetBytes(Samples.Webhook), Encoding.UTF8.GetBytes("""{"question":"worker","urn":"tel:+250788100001","contact":{"uuid":"b62d80f0-1d2f-2e90-7e5c-990cf5d4eff2"}}""")]);
        yield return Handled(world, HttpTarget.Of(services, typeof(PostBundle), [Encoding.UTF8.GetBytes(Samples.Bundle), .. Corpus.Named("registry.json")]));
        yield return Handled(world, HttpTarget.Of(services, typeof(PostCommunicationRequest), Corpus.With("\"resourceType\":\"CommunicationRequest\"")));
        yield return HttpTarget.Of(services, typeof(PutCommunicationRequest), Corpus.With("\"resourceType\":\"CommunicationRequest\""), ("id", "1"));
        yield return HttpTarget.Of(services, typeof(ExtractResponse), [.. questionnaires.Select(Parameters)]) with { Share = 1 };
        yield return HttpTarget.Of(services, typeof(ReceiveChange), Corpus.With("\"resourceType\":\"Bundle\""));
        yield return HttpTarget.Of(services, typeof(DecideReview), [Encoding.UTF8.GetBytes("""{"choose":"Practitioner/1"}"""), Encoding.UTF8.GetBytes("""{"create":true}""")], ("id", "7aeb3eb5c322dbbd8ab88a6fffc12e47"));
        yield return HttpTarget.Of(services, typeof(DecideReviews), [Encoding.UTF8.GetBytes("""{"ids":["7aeb3eb5c322dbbd8ab88a6fffc12e47"],"choose":"only"}""")]);
        yield return Failed(world, HttpTarget.Of(services, typeof(EditDeadLetter), [.. Payloads.Select(Encoding.UTF8.GetBytes)], ("id", DeadLetterStore.IdFor("contacts", FailedSubject))));
        yield return HttpTarget.Of(services, typeof(DiscardDeadLetter), [Encoding.UTF8.GetBytes("""{"reason":"handled by hand"}""")], ("id", DeadLetterStore.IdFor("contacts", FailedSubject)));
        yield return HttpTarget.Of(services, typeof(ForgetPerson), [Encoding.UTF8.GetBytes("""{"reason":"on request"}""")]);
        yield return HttpTarget.Of(services, typeof(PauseSync), [Encoding.UTF8.GetBytes("""{"reason":"maintenance"}""")], ("kind", "reminders"));
        yield return HttpTarget.Of(services, typeof(PostPackage), Corpus.Named("package.json"));
        yield return HttpTarget.Of(services, typeof(PostPackageResponses), Corpus.Named("rows.json"), ("id", "95a02e2c-ff21-49ae-8d7f-64be4d1c8b1e"));
    }

    private static IEnumerable<FuzzTarget> Answers(FuzzWorld world)
    {
        FuzzTarget Of(string name, string kind, string path, IReadOnlyList<byte[]> corpus) => new(name, corpus, Share: 4, (body, token) => world.ReadAsync(kind, path, body, token));
        var page = Encoding.UTF8.GetBytes("""{"next":null,"previous":null,"results":[]}""");
        yield return Of("rapidpro-contacts", SyncKinds.Contacts, "rapidpro GET /api/v2/contacts.json", [page, Encoding.UTF8.GetBytes(Samples.Contacts)]);
        yield return Of("rapidpro-runs", SyncKinds.Runs, "rapidpro GET /api/v2/runs.json", [page, Encoding.UTF8.GetBytes(Samples.Runs)]);
        yield return Of("rapidpro-messages", SyncKinds.Messages, "rapidpro GET /api/v2/messages.json", [page, Encoding.UTF8.GetBytes(Samples.Messages)]);
        yield return Of("rapidpro-fields", SyncKinds.Contacts, "rapidpro GET /api/v2/fields.json", [Encoding.UTF8.GetBytes(Samples.Fields)]);
        yield return Of("registry-practitioners", SyncKinds.Registry, "registry GET /fhir/Practitioner?", [Encoding.UTF8.GetBytes(Samples.Practitioners)]);
        yield return Of("registry-roles", SyncKinds.Registry, "registry GET /fhir/PractitionerRole", [Encoding.UTF8.GetBytes(Samples.Roles)]);
    }

    private static IEnumerable<FuzzTarget> Files()
    {
        var flows = Corpus.Named("flow.json");
        yield return new("flow-export", flows, Share: 2, (content, _) => Allow(() => FlowConversion.Of(FlowExport.Read(content), [], new())));
        yield return new("flow-to-container", flows, Share: 2, (content, _) => Allow(() => FloipConversion.ToContainer(content, [])));
        yield return new("container-to-flow", Containers.Value, Share: 2, (content, _) => Allow(() => FloipConversion.ToExport(content)));
        yield return new("dhis2-import-summary", [.. Samples.ImportSummaries.Select(Encoding.UTF8.GetBytes)], Share: 4, (content, _) => Allow(() => Judge(content)));
        yield return new("dhis2-metadata", [.. Samples.ImportSummaries.Append(Samples.DataSet).Select(Encoding.UTF8.GetBytes)], Share: 4, (content, _) => Allow(() => ReadMetadata(content)));
        yield return new("report-mapping", Corpus.Named("mapping.json"), Share: 4, (content, _) => Allow(() => ReportMappingReader.Read([("mapping.json", Encoding.UTF8.GetString(content))])));
        yield return new("telephone-numbers", Corpus.With("\"telecom\""), Share: 4, (content, _) => Allow(() => Texts(content).ForEach(t => Phones.Parse(t))));
        yield return new("urns", Corpus.With("\"urn"), Share: 8, (content, token) => Allow(() => Texts(content).ForEach(t => { _ = Urn.TryParse(t, out var urn); })));
    }

    /// <summary>The target with the dead letter that it acts on.</summary>
    private static FuzzTarget Failed(FuzzWorld world, FuzzTarget target) => target with
    {
        RunAsync = async (body, token) =>
        {
            await world.App.Services.GetRequiredService<DeadLetterStore>().RecordAsync("contacts", FailedSubject, """{"items":[{"worker":"Practitioner/1"}]}""", SyncCodes.Unexpected, "refused", 1, token);
            await target.RunAsync(body, token);
        },
    };

    private static FuzzTarget Handled(FuzzWorld world, FuzzTarget target) => target with
    {
        Share = 1,
        RunAsync = async (body, token) =>
        {
            await target.RunAsync(body, token);
            await world.HandleAsync(token);
        },
    };

    private static byte[] Parameters(byte[] questionnaire) => Encoding.UTF8.GetBytes($$$"""
        {"resourceType":"Parameters","parameter":[
          {"name":"questionnaire-response","resource":{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"1","answer":[{"valueString":"x"}]}]}},
          {"name":"questionnaire","resource":{{{Encoding.UTF8.GetString(questionnaire)}}}}]}
        """);

    /// <summary>Judges an import of two values by an answer; the client refuses what is not JSON.</summary>
    private static void Judge(byte[] answer)
    {
        using var body = Dhis2Json.Parse(answer);
        if (ImportSummaryReader.Read(body.RootElement) is { } summary)
        {
            ImportVerdicts.Judge(summary, [new DataValue("fbfJHSPpUQD", null, "1"), new DataValue("hgfJHSPpUQE", "HllvX50cXC0", "2")]);
        }
    }

    private static void ReadMetadata(byte[] answer)
    {
        using var body = Dhis2Json.Parse(answer);
        Dhis2MetadataReader.DataSets(body.RootElement);
        Dhis2MetadataReader.OrgUnits(body.RootElement);
    }

    private static Task Allow(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is FlowExportException or FloipException or JsonException)
        {
            // The command prints the message, and the client of DHIS2 takes the answer for an unreadable one.
        }

        return Task.CompletedTask;
    }

    private static List<string> Texts(byte[] content)
    {
        try
        {
            var texts = new List<string>();
            var reader = new Utf8JsonReader(content);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    texts.Add(reader.GetString()!);
                }
            }

            return texts;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [Encoding.Latin1.GetString(content)];
        }
    }
}
