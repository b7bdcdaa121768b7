namespace Mhero.Core.Floip;

/// <summary>The stable codes of findings in FLOIP documents: Flow Results packages and rows, and Flow Specification containers.</summary>
public static class FloipCodes
{
    /// <summary>The document is not a Flow Results package.</summary>
    public const string NotAPackage = "MH1201";

    /// <summary>The document has no list of rows.</summary>
    public const string NoRows = "MH1202";

    /// <summary>The document is not JSON, or ends before it is complete.</summary>
    public const string NotJson = "MH1203";

    /// <summary>A package lacks a required property, or has more than one resource.</summary>
    public const string PackageIncomplete = "MH1204";

    /// <summary>The type of a question is unknown; its answers are read as text.</summary>
    public const string QuestionTypeUnknown = "MH1205";

    /// <summary>A question lacks its label or its choices, or its range cannot be read.</summary>
    public const string QuestionIncomplete = "MH1206";

    /// <summary>The type of a question changed.</summary>
    public const string QuestionChanged = "MH1207";

    /// <summary>The descriptor of a package is too large to be stored.</summary>
    public const string PackageTooLarge = "MH1208";

    /// <summary>A row is not an array of seven columns.</summary>
    public const string RowShape = "MH1211";

    /// <summary>A row lacks the id of the row, the session or the question.</summary>
    public const string RowWithoutId = "MH1212";

    /// <summary>The timestamp of a row cannot be read.</summary>
    public const string RowTimeUnreadable = "MH1213";

    /// <summary>The timestamps of a session have no zone.</summary>
    public const string RowTimeAssumed = "MH1214";

    /// <summary>Two rows of a package have the same id and different content.</summary>
    public const string RowDuplicate = "MH1215";

    /// <summary>The rows of a session name different contacts.</summary>
    public const string SessionContacts = "MH1216";

    /// <summary>A row has an id or an answer that is too long to be stored.</summary>
    public const string RowTooLarge = "MH1217";

    /// <summary>A session has more rows than mHero keeps of one session.</summary>
    public const string SessionTooLarge = "MH1218";

    /// <summary>The rows are those of another package.</summary>
    public const string OtherPackage = "MH1219";

    /// <summary>The earlier rows of a session were deleted because of their age; a row that is new to it is left out.</summary>
    public const string SessionPurged = "MH1220";

    /// <summary>The document is not a Flow Specification container.</summary>
    public const string NotAContainer = "MH1221";

    /// <summary>The document is an internal export of Viamo, which is not FLOIP.</summary>
    public const string ViamoTree = "MH1222";

    /// <summary>A flow or block lacks a part that it needs; mHero uses another.</summary>
    public const string BlockIncomplete = "MH1223";

    /// <summary>A part of a RapidPro flow has no place in the Flow Specification; it is kept in <c>vendor_metadata</c>.</summary>
    public const string NotInSpecification = "MH1224";

    /// <summary>A part of a container has no place in a RapidPro flow.</summary>
    public const string NotInRapidPro = "MH1225";

    /// <summary>A test on an exit is not one that RapidPro can make; the default exit is taken.</summary>
    public const string TestUnreadable = "MH1226";

    /// <summary>An expression uses a part of the context that the other side does not have; it is carried over unchanged.</summary>
    public const string ExpressionUnknown = "MH1227";

    /// <summary>A flow of RapidPro's old engine has a part that the new engine does not have.</summary>
    public const string LegacyPart = "MH1228";

    /// <summary>A part of Viamo's internal export has no place in the Flow Specification.</summary>
    public const string TreePart = "MH1229";

    /// <summary>The server refuses the token.</summary>
    public const string ServerRefusesToken = "MH1231";

    /// <summary>The server does not have the package, or the address has no Flow Results API.</summary>
    public const string NotAtServer = "MH1232";

    /// <summary>The server wants fewer requests.</summary>
    public const string ServerThrottles = "MH1233";

    /// <summary>The server cannot be reached, failed, or its answer is incomplete.</summary>
    public const string ServerUnavailable = "MH1234";

    /// <summary>The link to the next page leads to another server, or back to a page that was read.</summary>
    public const string BadNextLink = "MH1235";

    /// <summary>The server refused a request for its content.</summary>
    public const string ServerRefusesRequest = "MH1236";

    /// <summary>The settings have no source of this name, or several sources and none is named.</summary>
    public const string SourceUnknown = "MH1241";

    /// <summary>mHero does not know the package whose rows are pushed.</summary>
    public const string PackageUnknown = "MH1242";

    /// <summary>An item of a Questionnaire that cannot be a question of a package: it has no linkId, or another item's.</summary>
    public const string ItemNotPublished = "MH1251";

    /// <summary>No package has this id.</summary>
    public const string UnknownPackage = "MH1252";

    /// <summary>A filter or a page parameter that cannot be read.</summary>
    public const string BadRowQuery = "MH1253";

    /// <summary>The Flow Results API for tokens is disabled: no token is set.</summary>
    public const string NoAccessToken = "MH1254";

    /// <summary>The token of the Flow Results API is missing or wrong.</summary>
    public const string WrongAccessToken = "MH1255";
}
