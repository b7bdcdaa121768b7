using Mhero.Core.Caching;
using Mhero.Core.Messaging;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Tests;

public sealed class RenamedSettingsTests
{
    [Theory]
    [InlineData("Mhero:Contacts:SliceSize", "Mhero:Contacts:BatchSize")]
    [InlineData("Mhero:Runs:SliceSize", "Mhero:Runs:BatchSize")]
    [InlineData("Mhero:Directories:MaxAge", "Mhero:Cache:MaxAge")]
    [InlineData("Mhero:Groups:Adopt", "Mhero:Groups:AdoptExistingGroups")]
    [InlineData("Mhero:Messaging:SafeAfter", "Mhero:Messaging:ResendAfter")]
    [InlineData("Mhero:Messaging:FollowFor", "Mhero:Messaging:StatusPollDuration")]
    [InlineData("Mhero:Messaging:FollowDelay", "Mhero:Messaging:StatusPollDelay")]
    [InlineData("Mhero:OptOut:Tag", "Mhero:OptOut:WriteTag")]
    [InlineData("Mhero:OptOut:Flows:ask:Again", "Mhero:OptOut:Flows:ask:OptInCategory")]
    [InlineData("Mhero:Reminders:LateBy", "Mhero:Reminders:LateThreshold")]
    [InlineData("Mhero:RapidPro:MaxReadRetries", "Mhero:RapidPro:MaxRetries")]
    [InlineData("Mhero:Contacts:PlacesMaxAge", "Mhero:Cache:PlacesMaxAge")]
    [InlineData("Mhero:Lookup:FacilitiesMaxAge", "Mhero:Cache:FacilitiesMaxAge")]
    public void In_OldName_GivesTheNewOne(string old, string expected) =>
        Assert.Equal((old, expected), Assert.Single(RenamedSettings.In(Configuration((old, "1")))));

    [Theory]
    [InlineData("Mhero:Contacts:BatchSize")]
    [InlineData("Mhero:Contacts:Tag")]
    [InlineData("Mhero:OptOut:Flows:Again")]
    [InlineData("Mhero:Contacts:Mapping:Fields:SliceSize")]
    public void In_OtherName_GivesNothing(string name) => Assert.Empty(RenamedSettings.In(Configuration((name, "1"))));

    [Fact]
    public void AddMhero_OldName_IsBound() =>
        Assert.Equal(7, Options<ContactSyncOptions>(("Mhero:Contacts:SliceSize", "7")).BatchSize);

    [Fact]
    public void AddMhero_OldAndNewName_TakesTheNew() =>
        Assert.Equal(9, Options<ContactSyncOptions>(("Mhero:Contacts:SliceSize", "7"), ("Mhero:Contacts:BatchSize", "9")).BatchSize);

    [Fact]
    public void AddMhero_OldNameOfATime_IsBound() =>
        Assert.Equal(TimeSpan.FromMinutes(9), Options<MessagingOptions>(("Mhero:Messaging:SafeAfter", "00:09:00")).ResendAfter);

    [Fact]
    public void AddMhero_OldNameOfAnotherSection_IsBound() =>
        Assert.Equal(TimeSpan.FromMinutes(9), Options<CacheOptions>(("Mhero:Contacts:PlacesMaxAge", "00:09:00")).PlacesMaxAge);

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();

    private static T Options<T>(params (string Key, string Value)[] values)
        where T : class
    {
        (string, string)[] needed =
        [
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
            ("Mhero:RapidPro:BaseUrl", "https://rapidpro.example.org"),
            ("Mhero:RapidPro:Token", "token"),
            ("Mhero:Fhir:BaseUrl", "https://registry.example.org/fhir"),
        ];
        return new ServiceCollection().AddLogging().AddMhero(Configuration([.. needed, .. values])).BuildServiceProvider().GetRequiredService<IOptions<T>>().Value;
    }
}
