CREATE TABLE sys_user (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  username VARCHAR(50) NOT NULL UNIQUE,
  password VARCHAR(100) NOT NULL,
  role VARCHAR(20) NOT NULL,
  nickname VARCHAR(50),
  phone VARCHAR(20),
  email VARCHAR(100),
  avatar VARCHAR(255),
  status TINYINT DEFAULT 1,
  online_status TINYINT DEFAULT 0,
  last_login_time DATETIME,
  create_time DATETIME,
  update_time DATETIME,
  KEY ix_sys_user_role (role),
  KEY idx_status (status)
);
CREATE TABLE work_order (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_no VARCHAR(32) NOT NULL UNIQUE,
  user_id BIGINT NOT NULL,
  title VARCHAR(200) NOT NULL,
  content TEXT NOT NULL,
  status VARCHAR(20) NOT NULL,
  handler_id BIGINT,
  priority VARCHAR(10) DEFAULT 'NORMAL',
  reply TEXT,
  attachment_urls VARCHAR(512),
  user_feedback INT,
  user_feedback_content TEXT,
  create_time DATETIME,
  assign_time DATETIME,
  handle_time DATETIME,
  close_time DATETIME,
  update_time DATETIME,
  KEY idx_user (user_id)
);
CREATE TABLE conversation (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  session_id VARCHAR(64) NOT NULL,
  content TEXT NOT NULL,
  sender VARCHAR(20) NOT NULL,
  sender_id BIGINT,
  message_type VARCHAR(20),
  create_time DATETIME
);
CREATE TABLE faq (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  question VARCHAR(500) NOT NULL,
  answer TEXT NOT NULL,
  category VARCHAR(50),
  hit_count INT DEFAULT 0,
  status TINYINT DEFAULT 1,
  create_time DATETIME,
  update_time DATETIME
);
CREATE TABLE sys_config (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  config_key VARCHAR(100) NOT NULL UNIQUE,
  config_value TEXT,
  description VARCHAR(255)
)
