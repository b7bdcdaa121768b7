using Mhero.Core.Fhir;
using Mhero.Core.Operating.Responses;
using Mhero.Core.RapidPro;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating.Responses;

/// <summary>A search for responses while one of both sides cannot be read.</summary>
public sealed class ResponseSearchFailureTests : IDisposable
{
    private readonly TwoSidesApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task SearchAsync_RapidProCannotBeRead_Fails()
    {
        _app.On("/api/v2/flows.json", "{}", 500);

        await Assert.ThrowsAsync<RapidProException>(() => _app.Get<ResponseSearch>().SearchAsync(new ResponseQuery { Flow = "Weekly" }, 10, null, CancellationToken.None));
    }

    [Fact]
    public async Task SearchAsync_RegistryCannotBeRead_Fails()
    {
        _app.On("/fhir/QuestionnaireResponse", """{"resourceType":"OperationOutcome","issue":[]}""", 500);

        Assert.Equal(FhirErrorCodes.ServerFailed, (await Assert.ThrowsAsync<FhirException>(() => _app.Get<ResponseSearch>().SearchAsync(new ResponseQuery(), 10, null, CancellationToken.None))).Code);
    }
}
