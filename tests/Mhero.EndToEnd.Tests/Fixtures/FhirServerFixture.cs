using Mhero.DevHost.Services;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>
/// One FHIR server for the whole test run: <c>[Collection(FhirServerFixture.Collection)]</c>. Tests share it, so they give
/// their resources identifiers of their own.
/// </summary>
public sealed class FhirServerFixture : IAsyncLifetime
{
    public const string Collection = "FHIR server";

    private static readonly SharedService<FhirServerPool> Pool = new(FhirServerPool.StartAsync);
    private static readonly SharedService<PooledFhirServer> Shared = new(() => OpenAsync());

    public Uri BaseUrl { get; private set; } = new("about:blank");

    /// <summary>A server without data, in the process that all of them share.</summary>
    public static async Task<PooledFhirServer> OpenAsync(FhirServerProfile profile = FhirServerProfile.Default) => await (await Pool.GetAsync()).OpenAsync(profile);

    public async Task InitializeAsync() => BaseUrl = (await Shared.GetAsync()).BaseUrl;

    public Task DisposeAsync() => Task.CompletedTask;
}
