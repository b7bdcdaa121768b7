using Mhero.DevHost.Services;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>
/// One FHIR server for the whole test run: <c>[Collection(FhirServerFixture.Collection)]</c>. Tests share it, so they give
/// their resources identifiers of their own.
/// </summary>
public sealed class FhirServerFixture : IAsyncLifetime
{
    public const string Collection = "FHIR server";

    private static readonly SharedService<FhirServerProcess> Shared = new(() => FhirServerProcess.StartAsync());

    public Uri BaseUrl { get; private set; } = new("about:blank");

    public async Task InitializeAsync() => BaseUrl = (await Shared.GetAsync()).BaseUrl;

    public Task DisposeAsync() => Task.CompletedTask;
}
