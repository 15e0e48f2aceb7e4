/** A resource type of a provider, as its GET lists it. */
export interface ResourceTypeRow {
  readonly resourceType: string;
  readonly apiVersions: readonly string[];
  /** Default: none, as for types without a place of their own. `all`: every region. */
  readonly places?: "all" | "global";
  readonly defaultApiVersion?: string;
  /** Default: `None`. */
  readonly capabilities?: string;
}

/** Providers that are registered in an ordinary subscription, in the order of the list (recorded 2025-10-24). */
// prettier-ignore
export const registeredNamespaces: readonly string[] = [
  "Microsoft.ContainerService", "Microsoft.OperationalInsights", "Microsoft.OperationsManagement",
  "Microsoft.ContainerRegistry", "Microsoft.ClassicStorage", "Microsoft.Advisor", "Microsoft.NotificationHubs",
  "Microsoft.Management", "microsoft.visualstudio", "Microsoft.ResourceHealth", "Microsoft.Capacity",
  "Microsoft.PolicyInsights", "Microsoft.ApiManagement", "Microsoft.EventHub", "Microsoft.DocumentDB",
  "Microsoft.Compute", "Microsoft.ServiceBus", "Microsoft.Authorization", "Microsoft.Cache",
  "Microsoft.DataLakeStore", "Microsoft.Devices", "Microsoft.Cdn", "Microsoft.DataLakeAnalytics",
  "Microsoft.AlertsManagement", "Microsoft.Commerce", "Microsoft.Relay", "Microsoft.CognitiveServices",
  "Microsoft.Databricks", "Microsoft.Storage", "Microsoft.Security", "Microsoft.ContainerInstance",
  "Microsoft.Network", "Microsoft.DevTestLab", "Microsoft.ManagedIdentity", "Microsoft.KeyVault", "Microsoft.Search",
  "Microsoft.DataMigration", "microsoft.insights", "Microsoft.ServiceFabric", "Microsoft.Solutions",
  "Microsoft.EventGrid", "Microsoft.Logic", "Microsoft.Web", "Microsoft.ClassicNetwork",
  "Microsoft.RecoveryServices", "Microsoft.DBforPostgreSQL", "Microsoft.Sql", "Microsoft.DBforMySQL",
  "Microsoft.Automation", "Microsoft.StreamAnalytics", "Microsoft.HDInsight", "Microsoft.Maps",
  "Microsoft.BotService", "Microsoft.Kusto", "Microsoft.MachineLearningServices", "Microsoft.Blueprint",
  "Microsoft.HealthcareApis", "Microsoft.Communication", "Microsoft.Diagnostics", "Microsoft.CloudTest",
  "Microsoft.KubernetesConfiguration", "Microsoft.AVS", "Microsoft.DataProtection", "Microsoft.LoadTestService",
  "Microsoft.Monitor", "Microsoft.CloudShell", "Microsoft.ElasticSan", "Microsoft.Bing", "Microsoft.RedHatOpenShift",
  "Microsoft.MixedReality", "Microsoft.StorageCache", "Microsoft.AppPlatform", "Microsoft.PowerBIDedicated",
  "Microsoft.CustomProviders", "Microsoft.DBforMariaDB", "Microsoft.Maintenance", "Microsoft.SecurityInsights",
  "Microsoft.DesktopVirtualization", "Microsoft.ChangeAnalysis", "Microsoft.ExtendedLocation", "Microsoft.Notebooks",
  "Microsoft.ServiceFabricMesh", "Microsoft.ManagedServices", "Microsoft.Confluent", "Microsoft.Quota",
  "Microsoft.GuestConfiguration", "Microsoft.Chaos", "Microsoft.Quantum", "Microsoft.AAD", "Microsoft.ServiceLinker",
  "Microsoft.Kubernetes", "Microsoft.DevHub", "Microsoft.Peering", "Microsoft.DataFactory",
  "Microsoft.HybridCompute", "Microsoft.HybridConnectivity", "Microsoft.Automanage", "Microsoft.AzureArcData",
  "Microsoft.Edge", "Microsoft.AzureTerraform", "Microsoft.NetApp", "Microsoft.Migrate",
  "Microsoft.AppConfiguration", "Microsoft.Experimentation", "Microsoft.SqlVirtualMachine",
  "Microsoft.SignalRService", "Microsoft.DevOpsInfrastructure", "Microsoft.App", "Microsoft.Attestation",
  "Microsoft.CostManagementExports", "Microsoft.Dashboard", "Microsoft.SaaS", "Microsoft.DevCenter",
  "Microsoft.EdgeZones", "Microsoft.Help", "Microsoft.ProviderHub", "Microsoft.Batch",
  "Microsoft.PartnerCenterIngestion", "Microsoft.IoTSecurity", "Microsoft.DomainRegistration",
  "Microsoft.VirtualMachineImages", "Microsoft.NetworkFunction", "Microsoft.ServiceNetworking",
  "Microsoft.ADHybridHealthService", "Microsoft.Billing", "Microsoft.ChangeSafety", "Microsoft.ClassicSubscription",
  "Microsoft.Consumption", "Microsoft.CostManagement", "Microsoft.Features", "Microsoft.MarketplaceOrdering",
  "Microsoft.Portal", "Microsoft.ResourceGraph", "Microsoft.ResourceIntelligence", "Microsoft.ResourceNotifications",
  "Microsoft.Resources", "Microsoft.SerialConsole", "microsoft.support",
];

/** And the others of that list. */
// prettier-ignore
export const otherNamespaces: readonly string[] = [
  "ArizeAi.ObservabilityEval", "Astronomer.Astro", "Dell.Storage", "Dynatrace.Observability", "GitHub.Network",
  "Informatica.DataManagement", "LambdaTest.HyperExecute", "Liftrbasic.Samplerp",
  "Microsoft.AadCustomSecurityAttributesDiagnosticSettings", "microsoft.aadiam", "Microsoft.Addons",
  "Microsoft.AgFoodPlatform", "Microsoft.AgriculturePlatform", "Microsoft.AnalysisServices", "Microsoft.ApiCenter",
  "Microsoft.AppAssessment", "Microsoft.AppComplianceAutomation", "Microsoft.ApplicationMigration",
  "Microsoft.AppLink", "Microsoft.ArcContainerStorage", "Microsoft.AwsConnector", "Microsoft.AzureActiveDirectory",
  "Microsoft.AzureBusinessContinuity", "Microsoft.AzureDataTransfer", "Microsoft.AzureFleet",
  "Microsoft.AzureImageTestingForLinux", "Microsoft.AzureLargeInstance", "Microsoft.AzurePlaywrightService",
  "Microsoft.AzureResilienceManagement", "Microsoft.AzureScan", "Microsoft.AzureSphere", "Microsoft.AzureStack",
  "Microsoft.AzureStackHCI", "Microsoft.BackupSolutions", "Microsoft.BareMetal", "Microsoft.BareMetalInfrastructure",
  "Microsoft.BillingBenefits", "Microsoft.BlockchainTokens", "Microsoft.Carbon", "Microsoft.CertificateRegistration",
  "Microsoft.ClassicCompute", "Microsoft.ClassicInfrastructureMigrate", "Microsoft.CleanRoom",
  "Microsoft.CloudDevicePlatform", "Microsoft.CloudHealth", "Microsoft.CodeSigning", "Microsoft.Community",
  "Microsoft.ComputeSchedule", "Microsoft.ConfidentialLedger", "Microsoft.ConnectedCache",
  "Microsoft.ConnectedCredentials", "microsoft.connectedopenstack", "Microsoft.ConnectedVehicle",
  "Microsoft.ConnectedVMwarevSphere", "Microsoft.CustomerLockbox", "Microsoft.D365CustomerInsights",
  "Microsoft.DatabaseFleetManager", "Microsoft.DatabaseWatcher", "Microsoft.DataBox", "Microsoft.DataBoxEdge",
  "Microsoft.Datadog", "Microsoft.DataReplication", "Microsoft.DataShare", "Microsoft.DependencyMap",
  "Microsoft.DevelopmentWindows365", "Microsoft.DeviceOnboarding", "Microsoft.DeviceRegistry",
  "Microsoft.DeviceUpdate", "Microsoft.DigitalTwins", "Microsoft.Discovery", "Microsoft.DurableTask",
  "Microsoft.Easm", "Microsoft.EdgeManagement", "Microsoft.EdgeMarketplace", "Microsoft.EdgeOrder",
  "Microsoft.EdgeOrderPartner", "Microsoft.Elastic", "Microsoft.EnterpriseSupport",
  "Microsoft.EntitlementManagement", "Microsoft.EntraIDGovernance", "Microsoft.ErrorAtlas", "Microsoft.Fabric",
  "Microsoft.FairfieldGardens", "Microsoft.FileShares", "Microsoft.FluidRelay", "Microsoft.GCPConnector",
  "Microsoft.GraphServices", "Microsoft.HanaOnAzure", "Microsoft.HardwareSecurityModules", "Microsoft.HealthBot",
  "Microsoft.HealthcareInterop", "Microsoft.HealthDataAIServices", "Microsoft.HealthModel",
  "Microsoft.HealthPlatform", "Microsoft.HybridCloud", "Microsoft.HybridContainerService", "Microsoft.HybridNetwork",
  "Microsoft.Impact", "Microsoft.IntegrationSpaces", "Microsoft.IoTCentral", "Microsoft.IoTFirmwareDefense",
  "Microsoft.IoTOperations", "Microsoft.IoTOperationsDataProcessor", "Microsoft.KubernetesRuntime",
  "Microsoft.LabServices", "Microsoft.ManagedNetworkFabric", "Microsoft.Marketplace", "Microsoft.MessagingCatalog",
  "Microsoft.MessagingConnectors", "Microsoft.Mission", "Microsoft.MySQLDiscovery", "Microsoft.NetworkCloud",
  "Microsoft.NexusIdentity", "Microsoft.Nutanix", "Microsoft.ObjectStore", "Microsoft.OffAzure",
  "Microsoft.OffAzureSpringBoot", "Microsoft.OnlineExperimentation", "Microsoft.OpenEnergyPlatform",
  "Microsoft.OperatorVoicemail", "Microsoft.OracleDiscovery", "Microsoft.Orbital",
  "Microsoft.PartnerManagedConsumerRecurrence", "Microsoft.Pki", "Microsoft.PortalServices", "Microsoft.PowerBI",
  "Microsoft.PowerPlatform", "Microsoft.Premonition", "Microsoft.ProfessionalService", "Microsoft.ProjectArcadia",
  "Microsoft.Purview", "Microsoft.RecommendationsService", "Microsoft.Relationships", "Microsoft.ResourceConnector",
  "Microsoft.SaaSHub", "Microsoft.Scom", "Microsoft.SCVMM", "Microsoft.SecretSyncController",
  "Microsoft.SecurityCopilot", "Microsoft.SecurityDetonation", "Microsoft.SecurityPlatform",
  "Microsoft.SentinelPlatformServices", "Microsoft.ServicesHub", "Microsoft.Singularity", "Microsoft.SoftwarePlan",
  "Microsoft.Sovereign", "Microsoft.StandbyPool", "Microsoft.StorageActions", "Microsoft.StorageDiscovery",
  "Microsoft.StorageMover", "Microsoft.StorageSync", "Microsoft.StorageTasks", "Microsoft.Subscription",
  "Microsoft.SupercomputerInfrastructure", "Microsoft.SustainabilityServices", "Microsoft.Synapse",
  "Microsoft.Syntex", "Microsoft.ToolchainOrchestrator", "Microsoft.UpdateManager", "Microsoft.UsageBilling",
  "Microsoft.VerifiedId", "Microsoft.VideoIndexer", "Microsoft.VMware", "Microsoft.VoiceServices",
  "Microsoft.WeightsAndBiases", "Microsoft.Windows365", "Microsoft.WindowsPushNotificationServices",
  "Microsoft.WorkloadBuilder", "Microsoft.Workloads", "MongoDB.Atlas", "Neon.Postgres", "NewRelic.Observability",
  "NGINX.NGINXPLUS", "Oracle.Database", "PaloAltoNetworks.Cloudngfw", "Pinecone.VectorDb", "PureStorage.Block",
  "Qumulo.Storage",
];

/** Recorded 2023-02. */
const confluent = [
  "2022-10-07-preview",
  "2022-07-21-preview",
  "2022-04-10-preview",
  "2021-12-01",
  "2021-09-01-preview",
  "2021-03-01-preview",
  "2020-03-01-preview",
  "2020-03-01",
];

/** Recorded 2025-10; stable versions and previews. */
const monitor = ["2025-05-03-preview", "2025-05-01-preview", "2024-10-01-preview", "2023-04-03", "2023-04-01"];
const movable =
  "CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SystemAssignedResourceIdentity, SupportsTags, " +
  "SupportsLocation";

/** Resource types by namespace in lower case; of the providers that are not named here, none are known. */
export const resourceTypeRows: Readonly<Record<string, readonly ResourceTypeRow[]>> = {
  "microsoft.monitor": [
    {
      resourceType: "accounts",
      apiVersions: monitor,
      places: "all",
      defaultApiVersion: "2023-04-03",
      capabilities: movable,
    },
    { resourceType: "operations", apiVersions: monitor, places: "all", defaultApiVersion: "2021-06-01-preview" },
    { resourceType: "locations", apiVersions: monitor, defaultApiVersion: "2023-04-03" },
    { resourceType: "locations/operationResults", apiVersions: monitor, places: "all" },
    {
      resourceType: "slis",
      apiVersions: ["2025-03-01-preview"],
      places: "global",
      defaultApiVersion: "2025-03-01-preview",
      capabilities: "SupportsExtension",
    },
  ],
  "microsoft.confluent": [
    { resourceType: "operations", apiVersions: confluent },
    { resourceType: "locations", apiVersions: confluent },
    { resourceType: "locations/OperationStatuses", apiVersions: confluent, places: "all" },
    {
      resourceType: "organizations",
      apiVersions: confluent,
      places: "all",
      capabilities: "SupportsTags, SupportsLocation",
    },
    { resourceType: "checkNameAvailability", apiVersions: confluent },
    { resourceType: "agreements", apiVersions: confluent },
    { resourceType: "validations", apiVersions: confluent.slice(0, 6) },
  ],
  "microsoft.classicinfrastructuremigrate": [
    { resourceType: "classicInfrastructureResources", apiVersions: ["2015-06-15"], places: "all" },
  ],
};

/** The one recorded provider with the older form; every other one was recorded with a list. */
export const hasOneAuthorization: ReadonlySet<string> = new Set(["microsoft.classicinfrastructuremigrate"]);
