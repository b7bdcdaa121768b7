using Mhero.Core.Storage.Reviews;

namespace Mhero.Core.Tests.Storage;

public sealed class ReviewsTests : IDisposable
{
    private static readonly ReviewCandidate[] Two = [new("Practitioner/1", "same number"), new("Practitioner/2", "same number")];

    private readonly StorageApp _app = new();

    [Fact]
    public async Task OpenAsync_New_IsKeptAndFoundByItsSubject()
    {
        Assert.True(await Open("contact/1"));

        var found = await _app.Reviews.FindAsync(ReviewStore.IdFor("contact/1"));
        var now = _app.Time.GetUtcNow();
        Assert.Equal(("contact/1", "MH2101", "Which one?", "{}", now, now), (found!.Subject, found.Code, found.Message, found.Payload, found.CreatedAt, found.UpdatedAt));
        Assert.Equal(Two, found.Candidates);
        Assert.Null(await _app.Reviews.FindAsync(ReviewStore.IdFor("contact/2")));
    }

    [Fact]
    public async Task OpenAsync_Unchanged_IsNotWrittenAgain()
    {
        await Open("contact/1");
        var asked = _app.Time.GetUtcNow();
        _app.Time.Advance(TimeSpan.FromHours(1));
        _app.Gate.Reset();

        Assert.False(await Open("contact/1"));

        Assert.Equal(1, _app.Gate.Count);
        Assert.Equal(asked, (await _app.Reviews.FindAsync(ReviewStore.IdFor("contact/1")))!.UpdatedAt);
    }

    [Fact]
    public async Task OpenAsync_OtherCandidates_RenewsItAndKeepsWhenItWasCreated()
    {
        await Open("contact/1");
        var asked = _app.Time.GetUtcNow();
        _app.Time.Advance(TimeSpan.FromHours(1));

        Assert.False(await _app.Reviews.OpenAsync("contact/1", "MH2101", "Which one?", [Two[1]], null));

        var found = await _app.Reviews.FindAsync(ReviewStore.IdFor("contact/1"));
        Assert.Equal((asked, _app.Time.GetUtcNow(), null), (found!.CreatedAt, found.UpdatedAt, found.Payload));
        Assert.Equal([Two[1]], found.Candidates);
        Assert.Equal(1, await _app.Reviews.CountAsync());
    }

    [Fact]
    public async Task OpenAsync_TwoInstancesAtOnce_OneIsNew()
    {
        using var duplicate = _app.Duplicate();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? _app : duplicate).Reviews.OpenAsync("s", "MH2101", "m", [], null)));

        Assert.Single(results, isNew => isNew);
    }

    [Fact]
    public async Task ListAsync_Max_GivesTheLatest()
    {
        for (var i = 0; i < 5; i++)
        {
            await Open($"contact/{i}");
            _app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["contact/4", "contact/3"], (await _app.Reviews.ListAsync(2)).Select(r => r.Subject));
    }

    [Fact]
    public async Task CloseForAsync_OneIsNotConfirmedAndOneIsRenewedMeanwhile_StayOpen()
    {
        foreach (var i in Enumerable.Range(0, 3))
        {
            await Open($"contact/{i}");
        }

        var closed = await _app.Reviews.CloseForAsync(["contact/0", "contact/1", "contact/2"], async found =>
        {
            Assert.Equal(3, found.Count);
            await _app.Reviews.OpenAsync("contact/1", "MH4003", "another question", [], null);
            return found.Except(["contact/0"]).ToHashSet();
        });

        Assert.Equal(1, closed);
        Assert.Equal(["contact/0", "contact/1"], (await _app.Reviews.ListAsync(9)).Select(r => r.Subject).Order());
    }

    [Fact]
    public async Task CloseForAsync_SomeOpen_TakesTwoRequestsForEachThatIsClosed()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await Open($"contact/{i}");
        }

        _app.Gate.Reset();
        Assert.Equal(3, await _app.Reviews.CloseForAsync([.. Enumerable.Range(2, 48).Select(i => $"contact/{i}")]));
        Assert.Equal(1 + (3 * 2), _app.Gate.Count);
        _app.Gate.Reset();
        Assert.Equal(0, await _app.Reviews.CloseForAsync([.. Enumerable.Range(2, 48).Select(i => $"contact/{i}")]));
        Assert.Equal(1, _app.Gate.Count);
        Assert.Equal(0, await _app.Reviews.CloseForAsync([]));
        Assert.Equal(1, _app.Gate.Count);
        Assert.Equal(["contact/0", "contact/1"], (await _app.Reviews.ListAsync(9)).Select(r => r.Subject).Order());
    }

    [Fact]
    public async Task CloseAsync_Open_IsGone()
    {
        await Open("contact/1");

        await _app.Reviews.CloseAsync(ReviewStore.IdFor("contact/1"));

        Assert.Equal(0, await _app.Reviews.CountAsync());
        await _app.Reviews.CloseAsync(ReviewStore.IdFor("contact/1"));
        Assert.True(await Open("contact/1"));
    }

    public void Dispose() => _app.Dispose();

    private Task<bool> Open(string subject) => _app.Reviews.OpenAsync(subject, "MH2101", "Which one?", Two, "{}");
}
