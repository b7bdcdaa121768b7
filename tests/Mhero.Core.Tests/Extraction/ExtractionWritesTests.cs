using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Extraction;

public sealed class ExtractionWritesTests
{
    private const string Condition = "http://mhero.org/fhir/extracted%7C" + Forms.Run;

    [Fact]
    public void Make_PlainCreate_BecomesAConditionalUpdateOnItsOwnIdentifier()
    {
        var written = Make(Forms.Case("template", "item-repeats"));

        Assert.Equal([$"Immunization?identifier={Condition}.dose.0.imm", $"Immunization?identifier={Condition}.dose.1.imm"], written.Bundle.Entry.SkipLast(1).Select(entry => entry.Request!.Url));
        Assert.All(written.Bundle.Entry.SkipLast(1), entry =>
        {
            Assert.Equal(Bundle.HTTPVerb.PUT, entry.Request!.Method);
            Assert.Equal(MheroSystems.Extracted, ((Immunization)entry.Resource!).Identifier.Single().System);
        });
    }

    [Fact]
    public void Make_IdentifierOfTheTemplate_Stays()
    {
        var patient = Make(Forms.Case("template", "values")).Of<Patient>();

        Assert.Equal(["119880", $"{Forms.Run}.pat"], patient.Identifier.Select(identifier => identifier.Value));
    }

    [Theory]
    [InlineData("conditions")]
    [InlineData("resource-id")]
    [InlineData("update-if")]
    public void Make_EntriesThatSayWhatTheyWriteTo_StayAsTheyAre(string name)
    {
        var input = Forms.Case("template", name);
        var extracted = FormExtractor.Extract(input);

        var written = ExtractionWrites.Make(extracted, Forms.Run, input.Response);

        Assert.Equal(extracted.Bundle.Entry.Select(Target), written.Bundle.Entry.SkipLast(1).Select(Target));

        static string Target(Bundle.EntryComponent entry) => $"{entry.Request!.Method} {entry.Request.Url} {entry.Request.IfNoneExist} {entry.Request.IfMatch}";
    }

    [Fact]
    public void Make_CorrectedResponse_WritesToTheSameTargets()
    {
        var first = Make(Forms.Case("template", "item-repeats"));
        var corrected = Make(Forms.Case("template", "item-repeats", response =>
        {
            response["status"] = "amended";
            response["authored"] = "2026-02-04T00:00:00Z";
            response["item"]![0]!["item"]![0]!["answer"]![0]!["valueDate"] = "2021-04";
        }));

        Assert.Equal(first.Bundle.Entry.Select(entry => entry.Request!.Url), corrected.Bundle.Entry.Select(entry => entry.Request!.Url));
        Assert.NotEqual(FhirJson.Serialize(first.Bundle), FhirJson.Serialize(corrected.Bundle));
    }

    [Fact]
    public void Make_AnotherRun_WritesToOtherTargets()
    {
        var input = Forms.Case("types", "answers");
        var extracted = FormExtractor.Extract(input);

        var one = ExtractionWrites.Make(extracted, Forms.Run, input.Response);
        var other = ExtractionWrites.Make(extracted, "another", input.Response);

        Assert.Empty(one.Bundle.Entry.Select(entry => entry.Request!.Url).Intersect(other.Bundle.Entry.Select(entry => entry.Request!.Url)));
    }

    [Fact]
    public void Make_BundleWithEntries_EndsWithTheirProvenance()
    {
        var written = Make(Forms.Case("observation", "panel"));

        var provenance = written.Of<Provenance>();
        var entry = written.Bundle.Entry[^1];
        Assert.Same(provenance, entry.Resource);
        Assert.Equal("Provenance", written.Keys[^1]);
        Assert.Equal($"Provenance/{provenance.Id}", entry.Request!.Url);
        Assert.Equal(written.Bundle.Entry.SkipLast(1).Select(e => e.FullUrl), provenance.Target.Select(target => target.Reference));
        Assert.Equal("2026-02-03T08:09:10+02:00", provenance.RecordedElement!.JsonValue);
        Assert.Equal("Practitioner/w1", provenance.Agent.Single().Who!.Reference);
        Assert.Equal(Provenance.ProvenanceEntityRole.Source, provenance.Entity.Single().Role);
        Assert.Equal(Forms.Run, provenance.Entity.Single().What!.Identifier!.Value);
        Assert.Empty(provenance.Validate());
        Assert.Empty(ResourceRules.Check(provenance));
    }

    [Fact]
    public void Make_AuthoredOnADay_IsRecordedAtItsStart() =>
        Assert.Equal("2026-02-03T00:00:00Z", Make(Forms.Case("types", "references")).Of<Provenance>().RecordedElement!.JsonValue);

    [Fact]
    public void Make_NotAuthored_ReportsThatThereIsNoProvenance()
    {
        var written = Make(Forms.Case("template", "values", response => response.AsObject().Remove("authored")));

        Assert.Single(written.Bundle.Entry);
        Assert.Contains(ExtractionCodes.NoProvenance, written.Codes());
    }

    [Fact]
    public void Make_NothingExtracted_IsEmpty() => Assert.Empty(Make(Forms.Case("bad-input", "nothing")).Bundle.Entry);

    [Fact]
    public void Make_TypeWithoutAnIdentifier_IsPutAtAnIdThatStays()
    {
        var extracted = new ExtractionResult(
            new Bundle { Entry = [new() { FullUrl = "urn:uuid:1", Resource = new Linkage { Active = true }, Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Linkage" } }] },
            ["link"],
            new OperationOutcome());

        var one = ExtractionWrites.Make(extracted, Forms.Run, new QuestionnaireResponse()).Of<Linkage>();
        var again = ExtractionWrites.Make(extracted, Forms.Run, new QuestionnaireResponse()).Of<Linkage>();

        Assert.Equal(one.Id, again.Id);
        Assert.Equal(5, Guid.Parse(one.Id!).Version);
        Assert.Null(extracted.Of<Linkage>().Id);
    }

    [Fact]
    public void Make_ServerChoosesIds_FindsTypesWithoutAnIdentifierByATag()
    {
        var input = Forms.Case("observation", "panel");
        var written = ExtractionWrites.Make(FormExtractor.Extract(input), Forms.Run, input.Response, null, _ => false);

        var entry = written.Bundle.Entry[^1];
        var provenance = (Provenance)entry.Resource!;
        Assert.Null(provenance.Id);
        var tag = Assert.Single(provenance.Meta!.Tag);
        Assert.Equal($"{Forms.Run}.Provenance", tag.Code);
        Assert.Equal($"Provenance?_tag={Uri.EscapeDataString(tag.System!).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal)}%7C{tag.Code}", entry.Request!.Url);
    }

    [Theory]
    [InlineData("a.0.obs", "r.a.0.obs")]
    [InlineData("/1.2/ a|b", null)]
    [InlineData("a23456789b23456789c23456789d23456789e23456789f23456789g23456789h23456789i23456789j", null)]
    public void IdentifierOf_Key_IsPlainAndShort(string key, string? expected)
    {
        var value = ExtractionWrites.IdentifierOf("r", key).Value!;

        Assert.Equal(expected ?? value, value);
        Assert.Equal(expected is null, Guid.TryParse(value[2..], out _));
        Assert.Matches("^[A-Za-z0-9.~_-]{1,90}$", value);
    }

    private static ExtractionResult Make(ExtractionInput input) =>
        ExtractionWrites.Make(FormExtractor.Extract(input), Forms.Run, input.Response);
}
