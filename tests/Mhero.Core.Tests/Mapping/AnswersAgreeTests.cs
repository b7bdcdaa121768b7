using Hl7.Fhir.Model;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Mapping;

/// <summary>A check that cannot find a fault would prove nothing.</summary>
public class AnswersAgreeTests
{
    private static readonly Questionnaire Asked = new()
    {
        Url = "http://example.org/q",
        Version = "2",
        Item =
        [
            new() { LinkId = "age", Type = ItemType.Integer },
            new() { LinkId = "g", Type = ItemType.Group, Item = [new() { LinkId = "beer", Type = ItemType.Choice, AnswerOption = [new() { Value = new Coding("s", "p", "Primus") }] }] },
        ],
    };

    [Fact]
    public void Faults_RightResponse_AreNone() =>
        Assert.Empty(Faults(Item("age", new Integer(3)), Group(Item("beer", new Coding("s", "p", "Primus")))));

    [Fact]
    public void Faults_DisplayOnly_AreNone() => Assert.Empty(Faults(Group(Item("beer", new Coding { Display = "Mutzig" }))));

    [Fact]
    public void Faults_OtherType_AreFound() => Assert.Single(Faults(Item("age", new FhirString("3"))));

    [Fact]
    public void Faults_TypeWithoutValueOrReason_AreFound() => Assert.Single(Faults(Item("age", new Integer())));

    [Fact]
    public void Faults_NotNested_AreFound() => Assert.Single(Faults(Item("beer", new Coding("s", "p", "Primus"))));

    [Fact]
    public void Faults_OtherOrder_AreFound() => Assert.Single(Faults(Group(Item("beer", new Coding { Display = "x" })), Item("age", new Integer(3))));

    [Fact]
    public void Faults_CodeThatIsNoOption_AreFound() => Assert.Single(Faults(Group(Item("beer", new Coding("s", "m", "Mutzig")))));

    [Fact]
    public void Faults_SeveralAnswers_AreFound()
    {
        var twice = Item("age", new Integer(3));
        twice.Answer.Add(new() { Value = new Integer(4) });
        Assert.Single(Faults(twice));
    }

    [Fact]
    public void Faults_UnknownItemWithAType_AreFound() => Assert.Single(Faults(Item("shoe", new Integer(43))));

    [Fact]
    public void Faults_OtherVersion_AreFound() =>
        Assert.Single(AnswersAgree.Faults(Asked, new QuestionnaireResponse { Questionnaire = "http://example.org/q|1" }));

    private static IReadOnlyList<string> Faults(params QuestionnaireResponse.ItemComponent[] items) =>
        AnswersAgree.Faults(Asked, new QuestionnaireResponse { Questionnaire = "http://example.org/q|2", Item = [.. items] });

    private static QuestionnaireResponse.ItemComponent Item(string linkId, DataType value) => new() { LinkId = linkId, Text = linkId, Answer = [new() { Value = value }] };

    private static QuestionnaireResponse.ItemComponent Group(QuestionnaireResponse.ItemComponent item) => new() { LinkId = "g", Item = [item] };
}
