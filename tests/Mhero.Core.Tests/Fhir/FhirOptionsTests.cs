using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirOptionsTests
{
    [Theory]
    [InlineData("BaseUrl", "", "Mhero__Fhir__BaseUrl")]
    [InlineData("BaseUrl", "ftp://x/fhir", "Mhero__Fhir__BaseUrl")]
    [InlineData("BaseUrl", "http://u:p@x/fhir", "Mhero__Fhir__BaseUrl")]
    [InlineData("BaseUrl", "fhir", "Mhero__Fhir__BaseUrl")]
    [InlineData("Authentication", "Basic", "Mhero__Fhir__Username", "Mhero__Fhir__Password")]
    [InlineData("Authentication", "ClientCredentials", "Mhero__Fhir__TokenUrl", "Mhero__Fhir__ClientId", "Mhero__Fhir__ClientSecret")]
    [InlineData("Authentication", "17", "Mhero__Fhir__Authentication")]
    [InlineData("PageSize", "0", "Mhero__Fhir__PageSize")]
    [InlineData("MaxBatchEntries", "501", "Mhero__Fhir__MaxBatchEntries")]
    [InlineData("MaxConcurrency", "0", "Mhero__Fhir__MaxConcurrency")]
    [InlineData("MaxRetries", "-1", "Mhero__Fhir__MaxRetries")]
    [InlineData("RequestTimeout", "00:00:00", "Mhero__Fhir__RequestTimeout")]
    [InlineData("RetryBaseDelay", "-00:00:01", "Mhero__Fhir__RetryBaseDelay")]
    [InlineData("MaxInlineWait", "2.00:00:00", "Mhero__Fhir__MaxInlineWait")]
    public void AddFhir_SettingWrong_EveryFaultNamesItsSetting(string setting, string value, params string[] named)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Bind((setting, value)));

        Assert.Equal(named.Length, error.Failures.Count());
        Assert.All(named.Zip(error.Failures), pair => Assert.StartsWith(pair.First + " ", pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("ManagedIdentity")]
    public void AddFhir_AddressAlone_IsEnough(string authentication)
    {
        var options = Bind(("Authentication", authentication));

        Assert.Equal(new Uri("https://registry.example.org/fhir/"), options.Root());
        Assert.Equal((500, 100, 8, 4), (options.PageSize, options.MaxBatchEntries, options.MaxConcurrency, options.MaxRetries));
    }

    [Fact]
    public void AddFhir_Valid_GivesOneGateway()
    {
        using var services = Services(("Authentication", "None"));
        Assert.Same(services.GetRequiredService<FhirGateway>(), services.GetRequiredService<FhirGateway>());
    }

    [Theory]
    [InlineData(null, "https://registry.example.org/.default")]
    [InlineData("https://fhir.azure.com/.default", "https://fhir.azure.com/.default")]
    public void ScopeOf_ManagedIdentity_IsTheServersOriginUnlessSet(string? set, string expected) =>
        Assert.Equal(expected, ManagedIdentity.ScopeOf(Bind(("Scope", set))));

    private static FhirOptions Bind(params (string Setting, string? Value)[] settings)
    {
        using var services = Services(settings);
        return services.GetRequiredService<IOptions<FhirOptions>>().Value;
    }

    private static ServiceProvider Services(params (string Setting, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?> { ["Mhero:Fhir:BaseUrl"] = "https://registry.example.org/fhir" };
        foreach ((var setting, var value) in settings)
        {
            values[$"Mhero:Fhir:{setting}"] = value;
        }

        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection().AddLogging().AddFhir(configuration).BuildServiceProvider();
    }
}
