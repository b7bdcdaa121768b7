namespace Mhero.Core.Messaging;

/// <summary>Stable codes of what goes out (<c>MH5xxx</c>): 50xx faults of a request, 51xx why a recipient is left out, 52xx delivery. docs/issue-codes.md explains each.</summary>
public static class MessagingCodes
{
    /// <summary>The body is not an R4 CommunicationRequest.</summary>
    public const string NotARequest = "MH5001";

    /// <summary>There is nothing to send: no payload.</summary>
    public const string NoPayload = "MH5002";

    /// <summary>Several payloads that cannot all be sent.</summary>
    public const string SeveralPayloads = "MH5003";

    /// <summary>The payload is of a kind that RapidPro cannot send.</summary>
    public const string PayloadUnsupported = "MH5004";

    /// <summary>RapidPro does not know the flow.</summary>
    public const string UnknownFlow = "MH5005";

    /// <summary>The text is longer than RapidPro takes.</summary>
    public const string TextTooLong = "MH5006";

    /// <summary>The translation's language is none, or comes twice.</summary>
    public const string BadLanguage = "MH5007";

    /// <summary>The request has no recipient who can be messaged.</summary>
    public const string NoRecipient = "MH5008";

    /// <summary>The registry does not know what a recipient refers to.</summary>
    public const string UnknownReference = "MH5009";

    /// <summary>The recipient is of a kind that cannot be messaged.</summary>
    public const string RecipientUnsupported = "MH5010";

    /// <summary>The search for recipients is not allowed, or the registry does not understand it.</summary>
    public const string BadSearch = "MH5011";

    /// <summary>More recipients than the setting allows.</summary>
    public const string TooManyRecipients = "MH5012";

    /// <summary>The time for sending is over.</summary>
    public const string Expired = "MH5013";

    /// <summary>Honoured by sending nothing: <c>doNotPerform</c>, or a status other than active.</summary>
    public const string NotToBeSent = "MH5014";

    /// <summary>A text that looks like a template and is sent as it is, or the other way round.</summary>
    public const string TextKind = "MH5022";

    /// <summary>Several flows of the workspace have the name.</summary>
    public const string AmbiguousFlow = "MH5023";

    /// <summary>The schedule is not one, or it never fires.</summary>
    public const string BadSchedule = "MH5015";

    /// <summary>The flow's parameters cannot be passed on.</summary>
    public const string BadParameter = "MH5016";

    /// <summary>A repeat of the request differs from the first one; the first one counts.</summary>
    public const string RepeatDiffers = "MH5017";

    /// <summary>No request has this id.</summary>
    public const string UnknownRequest = "MH5018";

    /// <summary>Of a request only the status can be changed, and only to revoked.</summary>
    public const string ChangeUnsupported = "MH5019";

    /// <summary>Another delivery of the same request is being prepared.</summary>
    public const string Busy = "MH5020";

    /// <summary>No reminder has this name.</summary>
    public const string UnknownReminder = "MH5021";

    /// <summary>The person, or what leads there, is not in the registry.</summary>
    public const string PersonUnknown = "MH5101";

    /// <summary>The person has neither a contact nor a number that one could be made with.</summary>
    public const string NoNumber = "MH5102";

    /// <summary>The person does not want messages.</summary>
    public const string OptedOut = "MH5103";

    /// <summary>The contact is stopped, blocked or archived in RapidPro.</summary>
    public const string ContactStopped = "MH5104";

    /// <summary>The registry counts the person, or the role, as inactive.</summary>
    public const string Inactive = "MH5105";

    /// <summary>The contact could not be made in time.</summary>
    public const string NoContact = "MH5106";

    /// <summary>The person had the day's number of messages already.</summary>
    public const string CeilingReached = "MH5107";

    /// <summary>A Group, CareTeam or place has no members.</summary>
    public const string NoMembers = "MH5108";

    /// <summary>RapidPro has deleted the contact.</summary>
    public const string ContactGone = "MH5109";

    /// <summary>The request was revoked before it came to the person.</summary>
    public const string Revoked = "MH5110";

    /// <summary>The facility has reported, and the reminder is for those that have not.</summary>
    public const string HasReported = "MH5111";

    /// <summary>The registry has no workplace for the person, and the reminder is for facilities that have not reported.</summary>
    public const string NoFacility = "MH5112";

    /// <summary>The person shares a telephone with another one.</summary>
    public const string SharedNumber = "MH5113";

    /// <summary>The registry's record of the person cannot be read.</summary>
    public const string RecordUnreadable = "MH5114";

    /// <summary>The answer to a POST was lost; RapidPro is asked whether it was done.</summary>
    public const string Ambiguous = "MH5201";

    /// <summary>It is night where the recipients are.</summary>
    public const string QuietHours = "MH5202";

    /// <summary>The request is for a later time.</summary>
    public const string NotYet = "MH5203";

    /// <summary>The channel could not deliver the message.</summary>
    public const string Undelivered = "MH5204";

    /// <summary>RapidPro made no message, or started no run, for the contact.</summary>
    public const string NotMade = "MH5205";

    /// <summary>RapidPro refuses to send it.</summary>
    public const string Refused = "MH5206";

    /// <summary>The delivery status of the messages is not known yet.</summary>
    public const string Following = "MH5207";

    /// <summary>The contacts of recipients are made first.</summary>
    public const string ContactsFirst = "MH5208";
}
