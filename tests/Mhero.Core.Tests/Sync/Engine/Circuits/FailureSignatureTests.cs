using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Tests.Sync.Engine.Circuits;

public sealed class FailureSignatureTests
{
    [Fact]
    public void Of_SameRefusalOfTwoRecords_IsEqual()
    {
        var one = Refusal("groups", "No such object: Health workers", "POST contacts uuid=5f1b2a30-0000-4000-8000-000000000001");
        var two = Refusal("groups", "No such object: Health workers", "POST contacts uuid=5f1b2a30-0000-4000-8000-000000000002");

        Assert.Equal(FailureSignature.Of(one), FailureSignature.Of(two));
        Assert.True(FailureSignature.Of(one)!.IsSystemic);
    }

    [Theory]
    [InlineData("urns[0]", "Invalid URN: tel:+250788")]
    [InlineData("name", "Ensure this field has no more than 64 characters.")]
    [InlineData("language", "Not a valid ISO639-3 language code.")]
    [InlineData("fields.age", "Must be a string.")]
    public void Of_RefusalOfARecordsValue_IsNotSystemic(string path, string text) =>
        Assert.False(FailureSignature.Of(Refusal(path, text, "POST contacts"))!.IsSystemic);

    [Theory]
    [InlineData("urns[0]", "groups")]
    [InlineData("groups", "fields")]
    public void Of_OtherPath_IsAnother(string one, string other) =>
        Assert.NotEqual(FailureSignature.Of(Refusal(one, "x", "POST contacts")), FailureSignature.Of(Refusal(other, "x", "POST contacts")));

    [Fact]
    public void Of_ValuesInTheText_AreLeftOut() => Assert.Equal(
        FailureSignature.Of(Rejection("Practitioner/abc has 'Uwase' and +250 788 123 456")),
        FailureSignature.Of(Rejection("Practitioner/def has 'Habimana' and +250 788 654 321")));

    [Fact]
    public void Of_Throttled_IsNone()
    {
        Assert.Null(FailureSignature.Of(new RapidProException(RapidProErrorKind.Throttled, RapidProErrorCodes.Throttled, "x")));
        Assert.Null(FailureSignature.Of(new FhirException(FhirErrorKind.Throttled, FhirErrorCodes.Throttled, "x")));
        Assert.Null(FailureSignature.Of(new FhirException(FhirErrorKind.Conflict, FhirErrorCodes.Conflict, "x")));
        Assert.Null(FailureSignature.Of(new TimeoutException()));
    }

    [Fact]
    public void Of_RegistryRefusesTheCredentials_IsSystemic() =>
        Assert.True(FailureSignature.Of(new FhirException(FhirErrorKind.Configuration, FhirErrorCodes.NotAuthorized, "x"))!.IsSystemic);

    private static RapidProException Refusal(string path, string text, string request) =>
        new(RapidProErrorKind.Permanent, RapidProErrorCodes.Refused, $"RapidPro refuses {request} (HTTP 400) because of {path}.") { Errors = [new(path, text)] };

    private static FhirException Rejection(string diagnostics) => new(FhirErrorKind.Permanent, FhirErrorCodes.Rejected, "the FHIR server answered 422")
    {
        Status = HttpStatusCode.UnprocessableEntity,
        Issues = [new OperationOutcome.IssueComponent { Diagnostics = diagnostics }],
    };
}
