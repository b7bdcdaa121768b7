using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.OptOut;

namespace Mhero.Core.Tests.Messaging.OptOut;

public sealed class OptOutFlagsTests
{
    private const string Person = "Practitioner/p1";

    private static readonly DateTimeOffset Noon = new(2026, 3, 9, 14, 0, 0, TimeSpan.FromHours(2));
    private static readonly JsonSerializerOptions Strict = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    [Fact]
    public void Make_Person_IsAStrictFlagThatSaysSo()
    {
        var flag = Strictly(OptOutFlags.Make(Person, Noon));

        Assert.True(OptOutFlags.IsActive(flag) && OptOutFlags.IsOwn(flag) && OptOutFlags.IsAboutMessages(flag));
        Assert.Equal((Person, "2026-03-09T12:00:00.000Z", null), (flag.Subject.Reference, flag.Period!.Start, flag.Period.End));
        Assert.Equal("Flag?identifier=http://mhero.org/fhir/opt-out%7CPractitioner/p1", Uri.UnescapeDataString(OptOutFlags.ConditionOf(Person).ToString()).Replace("|", "%7C", StringComparison.Ordinal));
    }

    [Fact]
    public void End_ThenRenew_KeepsWhatElseItSays()
    {
        var flag = OptOutFlags.Make(Person, Noon);
        flag.Author = new ResourceReference("Practitioner/p2");

        var ended = Strictly(OptOutFlags.End(flag, Noon.AddDays(1)));
        Assert.False(OptOutFlags.IsActive(ended));
        Assert.True(OptOutFlags.IsAboutMessages(ended));
        Assert.Equal(("2026-03-09T12:00:00.000Z", "2026-03-10T12:00:00.000Z"), (ended.Period!.Start, ended.Period.End));

        var renewed = Strictly(OptOutFlags.Renew(ended, Noon.AddDays(2)));
        Assert.True(OptOutFlags.IsActive(renewed));
        Assert.Equal(("2026-03-11T12:00:00.000Z", null, "Practitioner/p2"), (renewed.Period!.Start, renewed.Period.End, renewed.Author!.Reference));
    }

    [Fact]
    public void End_BegunByAClockAhead_DoesNotEndBeforeItBegins()
    {
        var flag = Strictly(OptOutFlags.End(OptOutFlags.Make(Person, Noon.AddMinutes(1)), Noon));

        Assert.Equal(flag.Period!.Start, flag.Period.End);
    }

    [Fact]
    public void IsActive_OtherCodeOrStatus_IsNot()
    {
        var flag = OptOutFlags.Make(Person, Noon);
        flag.Status = Flag.FlagStatus.EnteredInError;
        Assert.False(OptOutFlags.IsActive(flag));
        flag.Status = Flag.FlagStatus.Active;
        flag.Code = new CodeableConcept(MheroSystems.Tags, "generated");
        Assert.False(OptOutFlags.IsActive(flag) || OptOutFlags.IsAboutMessages(flag));
    }

    /// <summary>The Flag as a strict reader takes it.</summary>
    private static Flag Strictly(Flag flag)
    {
        Assert.Empty(ResourceRules.Check(flag));
        Assert.Empty(flag.Validate(ModelInfo.ModelInspector));
        return JsonSerializer.Deserialize<Flag>(FhirJson.Serialize(flag), Strict)!;
    }
}
