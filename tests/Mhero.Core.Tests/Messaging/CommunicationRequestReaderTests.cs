using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Tests.Messaging;

public sealed class CommunicationRequestReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);

    private readonly CommunicationRequestReader _reader = new(new MessagingOptions(), Now);

    [Fact]
    public void Read_Translations_AreTextsByIso6393()
    {
        var request = Request();
        request.Payload[0].Content!.Extension.Add(new Extension
        {
            Url = QuestionnaireExtensions.Translation,
            Extension = [new("lang", new Code("sw")), new("content", new FhirString("Habari"))],
        });

        var order = _reader.Read(request, "k");

        Assert.Empty(_reader.Faults);
        Assert.Equal("Hello", order.Content.Texts["eng"]);
        Assert.Equal("Habari", order.Content.Texts["swa"]);
        Assert.Equal("eng", order.Content.BaseLanguage);
    }

    /// <summary>The case <c>16-expression-in-foreign-text</c>: what another system wrote is what is sent.</summary>
    [Fact]
    public void Read_TextOfAnotherSystem_IsLiteralAndLooksLikeATemplate()
    {
        const string Text = "Ecrivez a support@contact.moh.example ou @fields pour aide";
        var request = Request();
        request.Payload[0].Content = new FhirString(Text);

        var content = _reader.Read(request, "k").Content;

        Assert.True(content.IsLiteral);
        Assert.Equal(Text, content.Texts["eng"]);
        Assert.Equal("Ecrivez a support@@contact.moh.example ou @@fields pour aide", content.Templates()["eng"]);
        Assert.Equal(MessagingCodes.TextKind, Assert.Single(_reader.Warnings).Code);
        Assert.Empty(_reader.Faults);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("payload")]
    [InlineData("request")]
    public void Read_TextThatSaysItIsATemplate_IsOne(string place)
    {
        var request = Request();
        request.Payload[0].Content = new FhirString("@contact.name, a@b");
        IExtendable element = place switch { "text" => (FhirString)request.Payload[0].Content!, "payload" => request.Payload[0], _ => request };
        element.Extension.Add(new Extension(MheroSystems.TextIsTemplate, new FhirBoolean(true)));

        var content = _reader.Read(request, "k").Content;

        Assert.Equal("@contact.name, a@b", content.Templates()["eng"]);
        Assert.Equal(MessagingCodes.TextKind, Assert.Single(_reader.Warnings).Code);
    }

    [Fact]
    public void Read_SettingSaysTemplate_TheRequestDecides()
    {
        var templates = new CommunicationRequestReader(new MessagingOptions { TextIsTemplate = true }, Now);
        var request = Request();
        request.Payload[0].Content = new FhirString("@contact.name");

        Assert.False(templates.Read(request, "k").Content.IsLiteral);
        request.Extension.Add(new Extension(MheroSystems.TextIsTemplate, new FhirBoolean(false)));
        Assert.True(templates.Read(request, "k").Content.IsLiteral);
    }

    [Fact]
    public void Read_TranslationTwice_IsAFaultWithItsPlace()
    {
        var request = Request();
        for (var i = 0; i < 2; i++)
        {
            request.Payload[0].Content!.Extension.Add(new Extension { Url = QuestionnaireExtensions.Translation, Extension = [new("lang", new Code("sw")), new("content", new FhirString("Habari"))] });
        }

        _reader.Read(request, "k");

        var fault = Assert.Single(_reader.Faults);
        Assert.Equal((MessagingCodes.BadLanguage, "CommunicationRequest.payload[0].content.extension[1]"), (fault.Code, fault.Path));
    }

    [Theory]
    [InlineData("2026-03-09", false)]
    [InlineData("2026-03-08", true)]
    [InlineData("2026-03-09T09:59:00+02:00", true)]
    [InlineData("2026-03-09T10:01:00+02:00", false)]
    public void Read_EndOfPeriod_CountsToItsLastMoment(string end, bool isOver)
    {
        var request = Request();
        request.Occurrence = new Period { End = end };

        _reader.Read(request, "k");

        Assert.Equal(isOver, _reader.NotToBeSent is not null);
    }

    [Theory]
    [InlineData("0 8 * * 5", true)]
    [InlineData("0 0 8 * * 5", true)]
    [InlineData("0 0 29 2 *", true)]
    [InlineData("0 0 31 2 *", false)]
    [InlineData("every Friday", false)]
    public void Read_Schedule_HasToFireSometime(string cron, bool isGood)
    {
        var request = Request();
        request.Extension.Add(new Extension { Url = MheroSystems.Schedule, Extension = [new("frequency", new FhirString("once")), new("cronExpression", new FhirString(cron))] });

        _reader.Read(request, "k");

        Assert.Equal(isGood ? cron : null, _reader.Cron);
        Assert.Equal(isGood ? 0 : 1, _reader.Faults.Count(f => f.Code == MessagingCodes.BadSchedule));
        Assert.True(_reader.Once);
    }

    [Theory]
    [InlineData("period", true)]
    [InlineData("two words", false)]
    [InlineData("mhero_request", false)]
    public void Read_FlowParameter_NeedsANameThatRapidProKeeps(string name, bool isGood)
    {
        var request = Request();
        request.Payload[0].Content = new Attachment { Url = Guid.NewGuid().ToString() };
        request.Extension.Add(new Extension { Url = MheroSystems.FlowParameter, Extension = [new("name", new FhirString(name)), new("value", new FhirString("x"))] });

        var order = _reader.Read(request, "k");

        Assert.Equal(isGood, _reader.Faults.Count == 0);
        Assert.Equal(isGood, order.Content.Parameters.ContainsKey(name));
    }

    private static CommunicationRequest Request() => new()
    {
        Status = RequestStatus.Active,
        Payload = [new() { Content = new FhirString("Hello") }],
        Recipient = [new ResourceReference("Practitioner/1")],
    };
}
