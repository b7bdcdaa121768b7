namespace Mhero.Core;

/// <summary>Stable codes of what the HTTP endpoints refuse (<c>MH60xx</c>). docs/issue-codes.md explains each.</summary>
public static class HttpCodes
{
    /// <summary>The body is not declared as JSON.</summary>
    public const string BadContentType = "MH6001";

    /// <summary>The body is larger than the endpoint takes.</summary>
    public const string TooLarge = "MH6002";

    /// <summary>The body is not UTF-8, not JSON, or the request is malformed.</summary>
    public const string Malformed = "MH6003";

    /// <summary>The number of items that a list is asked for is not one that it gives.</summary>
    public const string BadMax = "MH6004";

    /// <summary>No dead letter has this id.</summary>
    public const string NoDeadLetter = "MH6005";

    /// <summary>The answer to a review names neither or both of a candidate and a new record.</summary>
    public const string BadDecision = "MH6006";

    /// <summary>No open review has this id.</summary>
    public const string NoReview = "MH6007";

    /// <summary>The chosen record is not a candidate of the review.</summary>
    public const string NoCandidate = "MH6008";

    /// <summary>The body is JSON and not an object.</summary>
    public const string NotAnObject = "MH6009";

    /// <summary>The site has no webhook secret, so webhooks are disabled.</summary>
    public const string WebhooksDisabled = "MH6010";

    /// <summary>The webhook secret is missing or wrong.</summary>
    public const string WrongSecret = "MH6011";

    /// <summary>The results of a webhook do not fit in a message.</summary>
    public const string TooManyResults = "MH6012";

    /// <summary>No job has this id.</summary>
    public const string NoJob = "MH6013";

    /// <summary>The body is nested too deeply.</summary>
    public const string TooDeep = "MH6014";

    /// <summary>A member is given twice in one object.</summary>
    public const string DuplicateMember = "MH6015";

    /// <summary>A POSTed Bundle, or an entry of it, is not what can be synced.</summary>
    public const string BadBundle = "MH6016";

    /// <summary>The kind of sync does not exist.</summary>
    public const string UnknownSync = "MH6017";

    /// <summary>The edited payload is not a message of the dead letter's queue.</summary>
    public const string BadPayload = "MH6018";

    /// <summary>The dead letter changed since the version that was edited.</summary>
    public const string Changed = "MH6019";

    /// <summary>The action needs a reason.</summary>
    public const string NoReason = "MH6020";

    /// <summary>The direction that is to be paused or resumed does not exist.</summary>
    public const string UnknownDirection = "MH6021";

    /// <summary>A condition of a list cannot be read.</summary>
    public const string BadFilter = "MH6022";

    /// <summary>The registry cannot search for a condition.</summary>
    public const string NotSearchable = "MH6023";

    /// <summary>Neither side has the person.</summary>
    public const string UnknownPerson = "MH6024";

    /// <summary>Several persons have the telephone number.</summary>
    public const string SeveralPersons = "MH6025";

    /// <summary>No response has this id.</summary>
    public const string NoResponse = "MH6026";

    /// <summary>No recipient of the request failed who was not sent to again.</summary>
    public const string NothingToResend = "MH6027";

    /// <summary>More items than one call takes.</summary>
    public const string TooMany = "MH6028";

    /// <summary>No Questionnaire has the id.</summary>
    public const string NoQuestionnaire = "MH6029";

    /// <summary>The signed-in person has no role that allows the call.</summary>
    public const string NoRole = "MH6033";

    /// <summary>The app failed in a way that no other code describes.</summary>
    public const string Unexpected = "MH6099";

    /// <summary>A bulk load was never ordered.</summary>
    public const string NoBulkLoad = "MH6030";

    /// <summary>The bulk load has no such file now.</summary>
    public const string NoBulkFile = "MH6031";

    /// <summary>The threshold of a bulk load has to be a number from 1 on.</summary>
    public const string BadThreshold = "MH6032";
}
