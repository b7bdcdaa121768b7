using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.Functions.Console.Pages.Reviews;

namespace Mhero.Functions.Tests.Console;

/// <summary>The differences of the records of a review.</summary>
public sealed class ReviewViewTests
{
    private static readonly ReviewSide Subject = Side("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01", ("name", "Alice U"), ("numbers", "+250788000101"));
    private static readonly ReviewSide Near = Side("Practitioner/1", ("name", "Alice Uwase"), ("numbers", "+250788000101"), ("fields.cadre", "Nurse"));
    private static readonly ReviewSide Gone = new("Practitioner/2", "the same name", false, null);

    private readonly ReviewView _view = new(
        new Review("id", Subject.Reference, "MH4001", "Which?", [], null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), [Subject, Near, Gone], null);

    [Theory]
    [InlineData("name", true)]
    [InlineData("numbers", false)]
    [InlineData("fields.cadre", false)]
    [InlineData("language", false)]
    public void Differs_Candidate_IsMarkedWhereBothHaveAValueAndTheseDiffer(string attribute, bool differs)
    {
        Assert.Equal(differs, _view.Differs(Near, attribute));
        Assert.False(_view.Differs(Subject, attribute));
        Assert.False(_view.Differs(Gone, attribute));
    }

    [Fact]
    public void Attributes_OfAllRecords_AreEachThereOnce() => Assert.Equal(["name", "numbers", "fields.cadre"], _view.Attributes);

    private static ReviewSide Side(string reference, params (string Attribute, string Value)[] values) =>
        new(reference, null, Guid.TryParse(reference, out _), values.ToDictionary(value => value.Attribute, value => value.Value));
}
