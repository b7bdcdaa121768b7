using Mhero.Core.Messaging;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Tests.Sync.Engine.Queueing;

/// <summary>The settings of <c>Mhero:Sync</c> hold for every sync whose own section does not override them.</summary>
public sealed class SyncDefaultsTests
{
    [Fact]
    public void Options_WithoutSettings_AreTheDefaultsOfTheCode()
    {
        var options = Read<RunSyncOptions>();

        Assert.Equal((50, 10, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)), (options.BatchSize, options.MaxAttempts, options.RetryDelay, options.Overlap));
    }

    [Fact]
    public void Options_SyncSettings_HoldForEverySync()
    {
        (string, string)[] settings = [("BatchSize", "7"), ("MaxAttempts", "3"), ("RetryDelay", "00:00:02"), ("Overlap", "00:01:00")];

        Assert.All<SyncOptions>(
            [Read<ContactSyncOptions>(settings), Read<RunSyncOptions>(settings)],
            options => Assert.Equal((7, 3, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1)), (options.BatchSize, options.MaxAttempts, options.RetryDelay, options.Overlap)));
        Assert.Equal((7, 3), (Read<MessagingOptions>(settings).BatchSize, Read<MessagingOptions>(settings).MaxAttempts));
    }

    [Theory]
    [InlineData("Mhero:Runs:BatchSize")]
    [InlineData("Mhero:Runs:SliceSize")]
    public void Options_SettingOfTheSync_OverridesTheCommonOne(string name)
    {
        (string, string)[] settings = [("BatchSize", "7"), (name, "9")];

        Assert.Equal((9, 7), (Read<RunSyncOptions>(settings).BatchSize, Read<ContactSyncOptions>(settings).BatchSize));
    }

    [Fact]
    public void Options_CommonSettingOutOfRange_IsReportedOnce()
    {
        (string, string)[] settings = [("BatchSize", "0")];

        var fault = Assert.Throws<OptionsValidationException>(() => Read<SyncDefaultOptions>(settings));

        Assert.Contains("Mhero__Sync__BatchSize", Assert.Single(fault.Failures), StringComparison.Ordinal);
        Assert.Equal(50, Read<RunSyncOptions>(settings).BatchSize);
    }

    [Fact]
    public void Options_SettingOfTheSyncOutOfRange_IsNamedAsItIsSet()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read<RunSyncOptions>(("Mhero:Runs:MaxAttempts", "51")));

        Assert.Contains("Mhero__Runs__MaxAttempts", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    private static T Read<T>(params (string Key, string Value)[] values)
        where T : class
    {
        (string Key, string Value)[] needed =
        [
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
            ("Mhero:RapidPro:BaseUrl", "https://rapidpro.example.org"),
            ("Mhero:RapidPro:Token", "token"),
            ("Mhero:Fhir:BaseUrl", "https://registry.example.org/fhir"),
            .. values.Select(v => (v.Key.Contains(':', StringComparison.Ordinal) ? v.Key : $"Mhero:Sync:{v.Key}", v.Value)),
        ];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(needed.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();
        return new ServiceCollection().AddLogging().AddMhero(configuration).BuildServiceProvider().GetRequiredService<IOptions<T>>().Value;
    }
}
