using FsCheck.Xunit;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro.Webhooks;

public sealed class WebhookRunTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void StableKey_KnownBody_KeepsItsKeyFromVersionToVersion()
    {
        var run = Bodies.Read(Bodies.Default);

        // UUID version 5 of this JSON: ["<contact>","<flow>",<hours since the year 1>,"favorite_color","red","Red",0]
        Assert.Equal("87149975-39a9-5821-bde0-30ca11ac05b4", run.StableKey(Noon, Hour));
    }

    [Fact]
    public void StableKey_SameBucket_IsTheSame()
    {
        var run = Bodies.Read(Bodies.Default);

        Assert.Equal(run.StableKey(Noon, Hour), Bodies.Read(Bodies.Default).StableKey(Noon + TimeSpan.FromMinutes(59), Hour));
        Assert.Equal(run.StableKey(Noon, Hour), run.StableKey(Noon.ToOffset(TimeSpan.FromHours(2)), Hour));
        Assert.NotEqual(run.StableKey(Noon, Hour), run.StableKey(Noon + Hour, Hour));
        Assert.NotEqual(run.StableKey(Noon, Hour), run.StableKey(Noon, Hour * 2));
    }

    [Theory]
    [InlineData(Bodies.ContactUuid, "5d76d86b-3bb9-4d5a-b822-c9d86f5d8e40")]
    [InlineData(Bodies.FlowUuid, "50c3706e-fedb-42c0-8eab-dda333571400")]
    [InlineData("\"red\"", "\"blue\"")]
    [InlineData("\"red\"", "null")]
    [InlineData("\"red\"", "\"\"")]
    [InlineData("\"Red\"", "\"Other\"")]
    [InlineData("\"Red\"", "null")]
    [InlineData("favorite_color", "favourite_color")]
    [InlineData("\"red\"}", "\"red\",\"created_on\":\"2026-11-22T12:00:00Z\"}")]
    [InlineData("\"red\"}}", "\"red\"},\"age\":{\"value\":\"5\"}}")]
    public void StableKey_OtherAnswers_IsAnother(string text, string other)
    {
        var changed = Bodies.Default.Replace(text, other, StringComparison.Ordinal);

        Assert.NotEqual(Bodies.Default, changed);
        Assert.NotEqual(Bodies.Read(Bodies.Default).StableKey(Noon, Hour), Bodies.Read(changed).StableKey(Noon, Hour));
    }

    [Fact]
    public void StableKey_OtherNames_IsTheSame()
    {
        var renamed = Bodies.Default.Replace("Ryan Lewis", "Ryan", StringComparison.Ordinal).Replace("Registration", "Sign-up", StringComparison.Ordinal);

        Assert.NotEqual(Bodies.Default, renamed);
        Assert.Equal(Bodies.Read(Bodies.Default).StableKey(Noon, Hour), Bodies.Read(renamed).StableKey(Noon, Hour));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void StableKey_NoBucket_IsRefused(int seconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Bodies.Read(Bodies.Default).StableKey(Noon, TimeSpan.FromSeconds(seconds)));

    [Property(Arbitrary = [typeof(WebhookGenerators)])]
    public void StableKey_MembersInAnotherOrder_IsTheSame(ShuffledBody body)
    {
        Assert.Equal(Bodies.Read(body.Json).StableKey(Noon, Hour), Bodies.Read(body.Shuffled).StableKey(Noon, Hour));
    }

    [Property(Arbitrary = [typeof(WebhookGenerators)])]
    public void StableKey_TwoBodies_ShareItOnlyWithEqualResults(ShuffledBody one, ShuffledBody other)
    {
        var same = one.Results.OrderBy(result => result.Key, StringComparer.Ordinal).SequenceEqual(other.Results.OrderBy(result => result.Key, StringComparer.Ordinal));

        Assert.Equal(same, Bodies.Read(one.Json).StableKey(Noon, Hour) == Bodies.Read(other.Json).StableKey(Noon, Hour));
    }

    [Fact]
    public void ToRun_EndedRun_IsAsTheApiShowsIt()
    {
        var read = Bodies.Read(Bodies.Resthook) with { ExitType = "completed" };

        var run = read.ToRun(read.Run!.Value, Noon.ToOffset(TimeSpan.FromHours(2)));

        Assert.Equal(
            new FlowRun
            {
                Uuid = Guid.Parse(Bodies.RunUuid),
                Flow = read.Flow,
                Contact = read.Contact,
                Responded = true,
                Values = read.Values,
                CreatedOn = read.CreatedOn,
                ModifiedOn = Noon,
                ExitedOn = Noon,
                ExitType = "completed",
            },
            run);
        Assert.Equal(TimeSpan.Zero, run.ModifiedOn!.Value.Offset);
    }

    [Fact]
    public void ToRun_RunThatGoesOn_HasNoEnd()
    {
        var read = Bodies.Read(Bodies.Legacy);
        var key = Guid.Parse(read.StableKey(Noon, Hour));

        var run = read.ToRun(key, Noon);

        Assert.Equal((key, 5), (run.Uuid, run.Uuid.Version));
        Assert.Null(run.ExitedOn);
        Assert.Null(run.ExitType);
        Assert.Null(run.Start);
        Assert.False(run.Responded);
    }
}
